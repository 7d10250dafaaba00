package dev.exeat.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests the one set of servers of this JVM, started at the first use. */
final class WorldExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {
    private static final String ONLY_ROOT = "only root can make the network namespaces of the end-to-end tests";

    private static @Nullable Servers servers;

    /** Before a test class is made: an ordinary user's run reports a skip, and not an error of the constructor. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean possible = isRoot() || Boolean.getBoolean("exeat.tools.required");
        return possible ? ConditionEvaluationResult.enabled("") : ConditionEvaluationResult.disabled(ONLY_ROOT);
    }

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
        if (!isRoot()) {
            Tools.missing(ONLY_ROOT);
        }
    }

    private static boolean isRoot() {
        return Commands.must("id", "-u").strip().equals("0");
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
