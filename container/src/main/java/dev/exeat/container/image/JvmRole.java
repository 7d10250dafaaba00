package dev.exeat.container.image;

import dev.exeat.engine.GatewayFlags;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Flags with which the recording of a start is made into a cache; it is used with others for memory too. */
    List<String> flagsOfCache() {
        return Stream.concat(flags.stream().filter(flag -> !flag.startsWith("-Xm")), Stream.of("-Xmx256m"))
                .toList();
    }

    /** The class path, as paths in the image without the leading slash. */
    private List<String> classPath(Distribution distribution) {
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

    String cacheFile() {
        return "exeat/" + word + ".aot";
    }

    String recording() {
        return word + ".recording";
    }

    /** The words after {@code java}, but for the folder that the program is given. */
    List<String> arguments(Distribution distribution) {
        return arguments(distribution, Path.of("/"), "-XX:AOTCache=/" + cacheFile());
    }

    /**
     * The same for a tree that is not the root folder.
     *
     * @param root the tree
     * @param cache flags that say what is done with the recording of a start
     */
    List<String> arguments(Distribution distribution, Path root, String... cache) {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of(cache));
        arguments.add("-XX:+ErrorFileToStderr");
        arguments.add("-Djava.library.path=" + root.resolve("exeat/native"));
        arguments.addAll(List.of("-cp", classPath(distribution, root), main));
        return arguments;
    }

    String classPath(Distribution distribution, Path root) {
        return classPath(distribution).stream()
                .map(jar -> root.resolve(jar).toString())
                .collect(Collectors.joining(":"));
    }

    static String inGateway(Path jar) {
        return "exeat/gateway/" + jar.getFileName();
    }

    static String inInside(Path jar) {
        return "exeat/inside/" + jar.getFileName();
    }
}
