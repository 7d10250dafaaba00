package dev.exeat.container;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the engine that is to be used, and sees that it is there and new enough. */
public final class Engines {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private Engines() {}

    /**
     * An engine that answers.
     *
     * @param version of the engine itself, not of its command line
     * @param rootless whether it runs as an ordinary user
     */
    public record Found(ContainerEngine engine, String version, boolean rootless) {}

    /**
     * The engine of this kind; of null, Docker if it answers and else Podman.
     *
     * @param environment for the engine's command line
     * @throws EngineException if none answers, or the one that was asked for is too old
     */
    public static Found find(@Nullable EngineKind kind, Map<String, String> environment) {
        if (kind != null) {
            return look(new ContainerEngine(kind, environment));
        }
        try {
            return look(new ContainerEngine(EngineKind.DOCKER, environment));
        } catch (EngineException noDocker) {
            try {
                return look(new ContainerEngine(EngineKind.PODMAN, environment));
            } catch (EngineException noPodman) {
                throw new EngineException(
                        "no container engine answers: " + noDocker.getMessage() + "; " + noPodman.getMessage(),
                        "start Docker, or install podman; 'exeat run' without --image needs neither");
            }
        }
    }

    private static Found look(ContainerEngine engine) {
        boolean docker = engine.kind() == EngineKind.DOCKER;
        Outcome version = engine.call(List.of("version", "--format", "{{.Server.Version}}"));
        if (!docker
                && (!version.ok() || version.out().isBlank() || version.out().contains("<no value>"))) {
            version = engine.call(List.of("version", "--format", "{{.Client.Version}}"));
        }
        if (!version.ok()) {
            throw new EngineException(
                    engine.kind().program() + " does not answer: " + version.reason(),
                    docker
                            ? "start its daemon, or see that you may use its socket: docker info"
                            : "see what is wrong: podman info");
        }
        requireNew(engine.kind(), version.out());
        return new Found(engine, version.out(), rootless(engine));
    }

    private static void requireNew(EngineKind kind, String version) {
        Matcher parts = VERSION.matcher(version);
        int[] oldest = kind == EngineKind.DOCKER ? new int[] {20, 10} : new int[] {4, 3};
        boolean fits = parts.matches()
                && (Integer.parseInt(parts.group(1)) > oldest[0]
                        || (Integer.parseInt(parts.group(1)) == oldest[0]
                                && Integer.parseInt(parts.group(2)) >= oldest[1]));
        if (!fits) {
            throw new EngineException(
                    kind.program() + " " + version + " is too old for Exeat",
                    "update it to " + oldest[0] + "." + oldest[1] + " or newer");
        }
    }

    private static boolean rootless(ContainerEngine engine) {
        String format =
                engine.kind() == EngineKind.DOCKER ? "{{.SecurityOptions}}" : "rootless={{.Host.Security.Rootless}}";
        String said = engine.require(List.of("info", "--format", format));
        return said.contains("name=rootless") || said.contains("rootless=true");
    }
}
