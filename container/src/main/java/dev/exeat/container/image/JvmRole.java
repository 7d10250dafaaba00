package dev.exeat.container.image;

import dev.exeat.engine.GatewayFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a JVM in the image runs; its arguments are a file of the image, so that image and command line cannot disagree. */
enum JvmRole {
    GATEWAY("gateway", "dev.exeat.gateway.GatewayMain", GatewayFlags.ALL),
    INSIDE(
            "inside",
            "dev.exeat.engine.inside.AgentMain",
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xms4m",
                    "-Xmx16m",
                    "-Xss256k",
                    "-XX:ReservedCodeCacheSize=8m",
                    "-XX:-UsePerfData",
                    "-XX:+DisableAttachMechanism",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+DisplayVMOutputToStderr",
                    "-Xlog:disable",
                    "-Xlog:all=error,aot*=off,cds*=off:stderr",
                    "--enable-native-access=ALL-UNNAMED"));

    private final String word;
    private final String main;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> flags;

    JvmRole(String word, String main, List<String> flags) {
        this.word = word;
        this.main = main;
        this.flags = flags;
    }

    /** Flags that a shared archive has to be made with, if it shall be used with them. */
    List<String> flagsOfArchive() {
        return flags.stream()
                .filter(flag -> !flag.startsWith("-Xm") && !flag.startsWith("-Xlog"))
                .toList();
    }

    /** The class path, as paths in the image without the leading slash. */
    List<String> classPath(Distribution distribution) {
        return switch (this) {
            case GATEWAY ->
                distribution.gatewayJars().stream().map(JvmRole::inGateway).toList();
            case INSIDE ->
                Stream.concat(
                                Stream.of(inInside(distribution.engineJar())),
                                distribution.gatewayJars().stream()
                                        .map(JvmRole::inGateway)
                                        .filter(jar -> jar.matches(".*/exeat-(linux|policy)-.*")))
                        .toList();
        };
    }

    String argumentsFile() {
        return "exeat/" + word + ".args";
    }

    String archiveFile() {
        return "exeat/" + word + ".jsa";
    }

    String arguments(Distribution distribution) {
        Stream<String> own = Stream.of(
                "-XX:SharedArchiveFile=/" + archiveFile(),
                "-XX:+ErrorFileToStderr",
                "-Djava.library.path=/exeat/native",
                "-cp",
                classPath(distribution).stream().map(jar -> "/" + jar).collect(Collectors.joining(":")),
                main);
        return Stream.concat(flags.stream(), own).collect(Collectors.joining("\n", "", "\n"));
    }

    static String inGateway(Path jar) {
        return "exeat/gateway/" + jar.getFileName();
    }

    static String inInside(Path jar) {
        return "exeat/inside/" + jar.getFileName();
    }
}
