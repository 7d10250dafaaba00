package dev.exeat.e2e;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A container engine of the tests' own: its command line as one caller uses it in the client's namespace, where Exeat
 * is run too. What it publishes or bridges is in that namespace, from which no packet leaves the machine.
 */
abstract sealed class TestEngine permits DockerEngine, PodmanEngine {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final World world;
    private final Set<TestImage> images = EnumSet.noneOf(TestImage.class);

    TestEngine(World world) {
        this.world = world;
    }

    /** The program of the command line. */
    abstract String program();

    /** Who may use it. */
    abstract Caller caller();

    /** What the command line finds in its environment, each as NAME=VALUE. */
    abstract List<String> variables();

    /** A folder of the caller's own for the command line. */
    abstract Path home();

    /** The flags that give a container a way out. */
    abstract List<String> uplink();

    final World world() {
        return world;
    }

    /** Calls the engine's command line to its end. */
    final Outcome call(String... arguments) {
        return Commands.run(LIMIT, Path.of("/"), Map.of(), words(arguments));
    }

    /** As {@link #call}, and it must succeed; gives its standard output. */
    final String must(String... arguments) {
        Outcome outcome = call(arguments);
        if (outcome.status() != 0) {
            throw new IllegalStateException(program() + " " + String.join(" ", arguments) + "\n" + outcome);
        }
        return outcome.out();
    }

    /** All words of a call of the engine's command line. */
    final String[] words(String... arguments) {
        return Stream.of(
                        world.client().words(),
                        caller().words(),
                        clean(home(), variables()),
                        new String[] {program()},
                        arguments)
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    /** The words before a command that give it a home, these variables and a search path, and nothing of this JVM's. */
    static String[] clean(Path home, List<String> variables) {
        return Commands.join(new String[] {"env", "-i", PATH, "HOME=" + home}, variables.toArray(String[]::new));
    }

    /** Sees to it that the engine has this image, and gives its name. */
    final synchronized String image(TestImage image) {
        if (images.add(image)) {
            must(
                    "import",
                    "--change",
                    "CMD [\"bash\"]",
                    "--change",
                    "ENV PATH=/opt/java/bin:/usr/sbin:/usr/bin",
                    image.tar().toString(),
                    image.reference());
        }
        return image.reference();
    }

    /** Runs a command in a new container without network, which is removed afterwards; Exeat has no part in it. */
    final Outcome inside(TestImage image, String... command) {
        String[] run = {"run", "--rm", "--network", "none", image(image)};
        return call(Commands.join(run, command));
    }

    /** Removes what engines of a killed JVM have left; their world's folder is this one. */
    static void removeLeftovers(Path folder) {
        endContainers(folder);
        DockerEngine.removeLeftovers(folder);
        PodmanEngine.removeLeftovers(folder);
        EngineUser.remove(folder.getFileName().toString());
    }

    // the engine that would end them is gone, and a rootless container's process may be of none of its user's own ids
    static void endContainers(Path folder) {
        EngineState.containersIn(folder).forEach(ProcessHandle::destroyForcibly);
    }
}
