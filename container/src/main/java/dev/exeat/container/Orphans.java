package dev.exeat.container;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Containers whose Exeat is gone. They are known by their labels: of this {@code $EXEAT_HOME}, and made by a process that does not run any
 * more; never by their names.
 *
 * @param engine where they are
 * @param home the {@code $EXEAT_HOME}
 */
public record Orphans(ContainerEngine engine, String home) {
    private static final String FORMAT = "{{index .Config.Labels \"" + Labels.HOME + "\"}}\t{{index .Config.Labels \""
            + Labels.OWNER + "\"}}\t{{index .Config.Labels \"" + Labels.SANDBOX + "\"}}";

    /**
     * A container that nobody looks after.
     *
     * @param id its whole id
     * @param sandbox the sandbox that it was of
     */
    public record Orphan(String id, String sandbox) {}

    /**
     * All of them.
     *
     * @param alive whether the owner of a label's value is there
     */
    public List<Orphan> find(Predicate<String> alive) {
        String ids = engine.require(
                List.of("ps", "--all", "--quiet", "--no-trunc", "--filter", "label=" + Labels.HOME + "=" + home));
        return ids.lines().flatMap(id -> look(id, alive).stream()).toList();
    }

    private Optional<Orphan> look(String id, Predicate<String> alive) {
        Outcome seen = engine.call(List.of("inspect", "--type", "container", "--format", FORMAT, id));
        String[] labels = seen.out().split("\t", -1);
        boolean orphaned = seen.ok() && labels.length == 3 && labels[0].equals(home) && !alive.test(labels[1]);
        return orphaned ? Optional.of(new Orphan(id, labels[2])) : Optional.empty();
    }

    /** Ends and removes one. */
    public void remove(Orphan orphan) {
        engine.require(List.of("rm", "--force", "--volumes", orphan.id()));
    }
}
