package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.engine.GatewayFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command line of the gateway's JVM: its own class path, which holds nothing that can start or see a workload. */
final class GatewayProgram {
    private static final String RECORDING = System.getProperty("exeat.recording", "");

    private GatewayProgram() {}

    /** How long it may take to end once its input has ended: a recording is written at the very end. */
    static Duration endsWithin() {
        return Duration.ofSeconds(RECORDING.isEmpty() ? 1 : 30);
    }

    /** The program and its arguments, from a built distribution. */
    static List<String> commandLine(Path distribution) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(GatewayFlags.ALL);
        line.addAll(startCache(distribution));
        line.add("-Djava.library.path=" + distribution.resolve("native"));
        line.addAll(List.of("-cp", classPath(distribution), "dev.exeat.gateway.GatewayMain"));
        return line;
    }

    /** The recording of an earlier start, which makes this one faster; or a recording of this one, while the launcher builds. */
    private static List<String> startCache(Path distribution) {
        if (!RECORDING.isEmpty()) {
            return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + RECORDING);
        }
        Path cache = distribution.resolve("gateway.aot");
        return Files.isReadable(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
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
