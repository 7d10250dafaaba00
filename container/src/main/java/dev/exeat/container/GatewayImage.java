package dev.exeat.container;

import dev.exeat.container.image.ImageBuild;
import dev.exeat.container.image.ImageException;
import dev.exeat.container.image.ImageName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The image of the gateway, the holder and the init container. Exeat makes it from what is on this host: no registry is asked, no
 * Dockerfile is built. Its tag is a hash of all that is in it, so that an image under its name is never stale; a container is created with
 * {@code --pull never}, so that a missing one is never looked for elsewhere.
 */
public final class GatewayImage {
    private static final String JAVA = "/exeat/java/bin/java";
    private static final String RUN = "/run/exeat";
    private static final String LABEL_OF = "{{index .Config.Labels \"" + ImageName.LABEL + "\"}}";

    private GatewayImage() {}

    /**
     * Builds and loads the image unless it is there.
     *
     * @param distribution the folder of the built jars
     * @param javaHome of a JDK 25: its jlink makes the image's runtime
     * @param cache a folder that only this user can write
     * @param progress takes lines for the user, while it takes long
     * @return the image's name
     * @throws EngineException when it cannot be built or loaded
     */
    public static String ensure(
            ContainerEngine engine, Path distribution, Path javaHome, Path cache, Consumer<String> progress) {
        try {
            ImageBuild build = new ImageBuild(distribution, javaHome, cache, progress);
            ImageName name = build.name();
            if (!isThere(engine, name)) {
                // an engine that does not answer is told from an image that is missing before anything is built
                engine.require(List.of("image", "ls", "--quiet", "--filter", name.labelFilter()));
                build.alone(folder -> {
                    if (!isThere(engine, name)) {
                        progress.accept("building the gateway image, once");
                        load(engine, name, build.archive(name, folder, new RecordedStart()));
                    }
                });
            }
            return name.toString();
        } catch (ImageException failed) {
            throw new EngineException("the gateway image cannot be built: " + failed.getMessage(), failed.fix());
        } catch (IOException failed) {
            throw new EngineException(
                    "the gateway image cannot be built in '" + cache + "': " + ImageException.reason(failed),
                    "see that this folder can be written and has free space");
        }
    }

    /**
     * Removes the images that earlier versions left: those that carry Exeat's label and a name that agrees with it, and that no container
     * uses. An image that somebody made from ours inherits the label, not the name, and stays.
     *
     * @param current the name that {@link #ensure} gave; it stays
     * @return the names that were removed
     */
    public static List<String> prune(ContainerEngine engine, String current) {
        List<String> removed = new ArrayList<>();
        String ids =
                engine.require(List.of("image", "ls", "--quiet", "--no-trunc", "--filter", "label=" + ImageName.LABEL));
        for (String id : ids.lines().distinct().toList()) {
            ownName(engine, id)
                    .filter(name -> !name.toString().equals(current))
                    .filter(name -> isUnused(engine, id))
                    // by name: this removes nothing else, and an engine refuses when a container has come meanwhile
                    .filter(name ->
                            engine.call(List.of("image", "rm", name.toString())).ok())
                    .ifPresent(name -> removed.add(name.toString()));
        }
        return removed;
    }

    /** The command of a gateway's container. */
    public static List<String> gatewayCommand() {
        return List.of(JAVA, "@/exeat/gateway.args", RUN);
    }

    /** The command of a holder's container. */
    public static List<String> holderCommand() {
        return List.of(JAVA, "@/exeat/inside.args", RUN);
    }

    /** The command of an init container. */
    public static List<String> initCommand() {
        return holderCommand();
    }

    private static boolean isThere(ContainerEngine engine, ImageName name) {
        Outcome seen = engine.call(List.of("image", "inspect", "--format", LABEL_OF, name.toString()));
        return seen.ok() && seen.out().equals(name.hash());
    }

    private static Optional<ImageName> ownName(ContainerEngine engine, String id) {
        Outcome seen =
                engine.call(List.of("image", "inspect", "--format", LABEL_OF + "{{range .RepoTags}} {{.}}{{end}}", id));
        String[] words = seen.out().split(" ");
        return Optional.of(new ImageName(words[0]))
                .filter(name -> seen.ok()
                        && words.length == 2
                        && words[1].replaceFirst("^localhost/", "").equals(name.toString()));
    }

    private static boolean isUnused(ContainerEngine engine, String id) {
        Outcome users = engine.call(List.of("ps", "--all", "--quiet", "--filter", "ancestor=" + id));
        return users.ok() && users.out().isEmpty();
    }

    private static void load(ContainerEngine engine, ImageName name, Path archive) throws IOException {
        Outcome loaded;
        // through standard input: a confined client may not be able to read the folder
        try (InputStream input = Files.newInputStream(archive)) {
            loaded = engine.feed(List.of("load", "--quiet"), input);
        }
        if (!loaded.ok() || !isThere(engine, name)) {
            throw new EngineException(
                    engine.kind().program() + " did not take the gateway image: " + loaded.reason(),
                    "see that it works and has 150 MB of free space: "
                            + engine.kind().program() + " info");
        }
    }
}
