package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the gateway's JVM: its own class path, which holds nothing that can start or see a workload. */
final class GatewayProgram {
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms16m",
            "-Xmx256m",
            "-Xss512k",
            "-XX:MaxDirectMemorySize=320m",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.noPreferDirect=false");

    private GatewayProgram() {}

    /** The program and its arguments, from a built distribution. */
    static List<String> commandLine(Path distribution) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(FLAGS);
        Path cache = distribution.resolve("gateway.aot");
        if (Files.isReadable(cache)) {
            line.add("-XX:AOTCache=" + cache);
        }
        line.add("-Djava.library.path=" + distribution.resolve("native"));
        line.addAll(List.of("-cp", classPath(distribution), "dev.exeat.gateway.GatewayMain"));
        return line;
    }

    private static String classPath(Path distribution) {
        Path file = distribution.resolve("gateway.classpath");
        try {
            return Files.readString(file).strip().replace("@", distribution.toString());
        } catch (IOException missing) {
            throw Failure.of(
                    "the gateway's class path '" + file + "' cannot be read: " + missing,
                    "start exeat by its launcher, which builds it",
                    missing);
        }
    }
}
