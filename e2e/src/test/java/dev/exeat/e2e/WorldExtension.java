package dev.exeat.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests the one set of servers of this JVM, started at the first use. */
final class WorldExtension implements BeforeAllCallback, ParameterResolver {
    private static @Nullable Servers servers;

    @Override
    public void beforeAll(ExtensionContext context) {
        shared();
    }

    static synchronized Servers shared() {
        if (servers == null) {
            requireRoot();
            Tools.require("ip", "nft", "nsenter", "unshare", "setpriv", "openssl", "sshd", "ssh-keygen", "git");
            servers = Servers.start(World.shared());
        }
        return servers;
    }

    private static void requireRoot() {
        if (!Commands.must("id", "-u").strip().equals("0")) {
            Tools.missing("only root can make the network namespaces of the end-to-end tests");
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared();
    }
}
