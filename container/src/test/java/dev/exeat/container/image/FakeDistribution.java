package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like a build's. */
final class FakeDistribution {
    private FakeDistribution() {}

    static Distribution in(Path folder) throws IOException {
        for (String file : new String[] {
            "lib/exeat-cli.jar",
            "lib/exeat-container-1.jar",
            "lib/exeat-engine-1.jar",
            "lib/picocli-4.jar",
            "lib/commons-compress-1.jar",
            "gateway/exeat-policy-1.jar",
            "gateway/exeat-linux-1.jar",
            "gateway/exeat-gateway-1.jar",
            "gateway/netty-common-4.jar",
            "native/libnetty_aarch_64.so",
            "native/libnetty_x86_64.so"
        }) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        Files.writeString(
                folder.resolve("gateway.classpath"),
                "@/gateway/exeat-policy-1.jar:@/gateway/exeat-linux-1.jar:@/gateway/exeat-gateway-1.jar:"
                        + "@/gateway/netty-common-4.jar");
        return Distribution.of(folder);
    }
}
