package dev.exeat.container.workload;

import dev.exeat.container.ContainerEngine;
import dev.exeat.container.Outcome;
import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a named volume really is: it may have been made of a directory of the host, or of another machine's. */
public final class NamedVolumes {
    private static final String LOCAL = "local";
    private static final String FORMAT = "{{.Driver}}{{range $name, $value := .Options}}\n{{$name}}={{$value}}{{end}}";

    private NamedVolumes() {}

    /**
     * Asks the engine for the named volumes of a workload; what is not there yet is made by the engine, of nothing.
     *
     * @return what is wrong with them
     */
    public static List<Problem> check(ContainerEngine engine, WorkloadSpec spec, HostView host) {
        List<Problem> problems = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            @Nullable String source = mount.source();
            if (source != null && !source.startsWith("/")) {
                Outcome seen = engine.call(List.of("volume", "inspect", "--format", FORMAT, source));
                if (seen.ok()) {
                    @Nullable Problem problem = problem(source, mount.readOnly(), seen.out(), new HostPlaces(host));
                    if (problem != null) {
                        problems.add(problem);
                    }
                }
            }
        }
        return problems;
    }

    /**
     * What is wrong with a volume; null for nothing.
     *
     * @param description its driver, then its options, one a line
     */
    static @Nullable Problem problem(String name, boolean readOnly, String description, HostPlaces places) {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> lines = description.lines().toList();
        lines.stream().skip(1).filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            options.put(line.substring(0, equals), line.substring(equals + 1));
        });
        String what = "volume '" + name + "'";
        String device = options.getOrDefault("device", "");
        boolean elsewhere = !lines.isEmpty() && !lines.getFirst().strip().equals(LOCAL);
        boolean ofHost = device.startsWith("/") && !device.startsWith("//");
        if (elsewhere || (!ofHost && !device.isEmpty() && !device.equals("tmpfs") && !device.equals("none"))) {
            return new Problem(
                    "volume-remote",
                    what + " is kept elsewhere, and what is written to it leaves by the host's own network",
                    "use a volume of the driver 'local' without options");
        }
        Path path = Path.of(ofHost ? device : "/");
        return ofHost ? places.refusal(what, path, HostPlaces.real(path), readOnly) : null;
    }
}
