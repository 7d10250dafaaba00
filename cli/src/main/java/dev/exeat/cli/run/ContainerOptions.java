package dev.exeat.cli.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a run in a container, as they were typed. */
public final class ContainerOptions {
    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Runs the command in a container of this image. The present directory is mounted, unless"
                    + " --volume or --no-mount is given; the command may be left to the image.")
    @Nullable
    String image;

    @Option(
            names = "--engine",
            paramLabel = "auto|docker|podman|native",
            description = "What runs the command: auto (default) is native without --image, else Docker or Podman.")
    String engine = "auto";

    @Option(
            names = "--volume",
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "Mounts a directory of this machine or a named volume in the container. Repeatable.")
    List<String> volumes = List.of();

    @Option(names = "--no-mount", description = "The present directory is not mounted in the container.")
    boolean noMount;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Sets the container's variables of a file, one NAME=VALUE a line. Repeatable.")
    List<String> envFiles = List.of();

    @Option(names = "--user", paramLabel = "USER[:GROUP]", description = "Who the command runs as in the container.")
    @Nullable
    String user;

    @Option(names = "--entrypoint", paramLabel = "PROGRAM", description = "Instead of the image's entrypoint.")
    @Nullable
    String entrypoint;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Limit of the container's memory, such as 512m.")
    @Nullable
    String memory;

    @Option(names = "--cpus", paramLabel = "NUMBER", description = "Limit of the container's processors, such as 1.5.")
    @Nullable
    String cpus;

    @Option(names = "--pids-limit", paramLabel = "NUMBER", description = "Limit of the container's processes.")
    @Nullable
    String pids;

    @Option(names = "--read-only", description = "The container's own file system is read-only, but for /tmp.")
    boolean readOnly;

    @Option(
            names = "--cap-add",
            split = ",",
            paramLabel = "NAME",
            description = "Keeps a capability in the container; none that would open the sandbox. Repeatable.")
    List<String> capAdd = List.of();

    @Option(
            names = "--harden",
            paramLabel = "default|strict",
            description = "strict: no capability, a read-only file system, not root, tighter limits.")
    String harden = "default";

    @Option(
            names = "--engine-arg",
            paramLabel = "ARGUMENT",
            description = "Another argument for the engine; one that would open the sandbox is refused. Repeatable.")
    List<String> engineArgs = List.of();

    /** The flags that were given and mean nothing without a container. */
    List<String> given() {
        List<String> given = new ArrayList<>();
        add(given, "--volume", !volumes.isEmpty());
        add(given, "--no-mount", noMount);
        add(given, "--env-file", !envFiles.isEmpty());
        add(given, "--user", user != null);
        add(given, "--entrypoint", entrypoint != null);
        add(given, "--memory", memory != null);
        add(given, "--cpus", cpus != null);
        add(given, "--pids-limit", pids != null);
        add(given, "--read-only", readOnly);
        add(given, "--cap-add", !capAdd.isEmpty());
        add(given, "--harden", !harden.equals("default"));
        add(given, "--engine-arg", !engineArgs.isEmpty());
        return given;
    }

    private static void add(List<String> given, String flag, boolean said) {
        if (said) {
            given.add(flag);
        }
    }

    /** The volumes, with the present directory where nothing was said. */
    List<String> mounted(Path directory, Path home) {
        boolean present = volumes.isEmpty()
                && !noMount
                && !directory.equals(home)
                && directory.getNameCount() > 0
                && !directory.toString().contains(":");
        return present ? List.of(directory + ":" + directory) : volumes;
    }
}
