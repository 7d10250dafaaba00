package dev.exeat.cli.state;

import dev.exeat.container.ContainerEngine;
import dev.exeat.container.EngineException;
import dev.exeat.container.EngineKind;
import dev.exeat.container.Engines;
import dev.exeat.container.Orphans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What killed runs left in container engines. */
public final class LostContainers {
    private final ExeatHome home;
    private final Map<String, String> environment;

    /** In the engines that answer a command line with this environment. */
    public LostContainers(ExeatHome home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /** Removes the containers whose owner does not run any more; gives how many, by sandbox. */
    public Map<String, Integer> clean(boolean dryRun) {
        Map<String, Integer> removed = new LinkedHashMap<>();
        for (ContainerEngine engine : engines()) {
            Orphans orphans = new Orphans(engine, home.path().toString());
            for (Orphans.Orphan orphan : orphans.find(LostContainers::alive)) {
                if (!dryRun) {
                    orphans.remove(orphan);
                }
                removed.merge(orphan.sandbox(), 1, Integer::sum);
            }
        }
        return removed;
    }

    private List<ContainerEngine> engines() {
        List<ContainerEngine> answering = new ArrayList<>();
        for (EngineKind kind : EngineKind.values()) {
            try {
                answering.add(Engines.find(kind, environment).engine());
            } catch (EngineException notThere) {
                // nothing of ours can be in it, or it is to be cleaned when it runs again
            }
        }
        return answering;
    }

    /** A label that cannot be read proves nothing: then the container stays. */
    private static boolean alive(String label) {
        return ProcessIdentity.ofLabel(label).map(ProcessIdentity::alive).orElse(true);
    }
}
