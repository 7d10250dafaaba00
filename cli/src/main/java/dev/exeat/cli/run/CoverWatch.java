package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.engine.jail.Cover;
import dev.exeat.engine.jail.CoverGuard;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.segment.ProbeResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The covers of one run: keeps them up, ends the run where that cannot be, and says at the end which files were replaced meanwhile. What
 * those held before is kept in the sandbox's folder, so that the two can be compared.
 */
final class CoverWatch implements AutoCloseable {
    private final JailProcess jail;
    private final SandboxDirectory directory;
    private final Consumer<String> warning;
    private final Consumer<ProbeResult> journal;
    private final Map<Path, FileState> before = new HashMap<>();
    private final Set<Path> replaced = ConcurrentHashMap.newKeySet();
    private final CoverGuard guard;

    /**
     * Begins; called before the command's release.
     *
     * @param warning told what the user should know
     * @param journal told what is to be recorded
     */
    CoverWatch(
            JailProcess jail,
            JailPlan plan,
            SandboxDirectory directory,
            Consumer<String> warning,
            Consumer<ProbeResult> journal) {
        this.jail = jail;
        this.directory = directory;
        this.warning = warning;
        this.journal = journal;
        plan.covers().stream()
                .filter(cover -> cover.kind() == Cover.Kind.READ_ONLY)
                .forEach(cover -> before.put(cover.path(), FileState.of(cover.path())));
        this.guard = new CoverGuard(jail, plan, this::restored, this::lost);
    }

    /** Waits until it would notice at once: only then the command may start. */
    void awaitWatching() {
        try {
            guard.awaitWatching();
        } catch (InterruptedException ended) {
            throw Failure.of("ended by a signal", "", ended);
        }
    }

    private void restored(Cover cover) {
        if (replaced.add(cover.path())) {
            String seen = cover.kind() == Cover.Kind.HIDDEN
                    ? "it is hidden from it again, but was in sight for a moment"
                    : "it is read-only for it again, but was not for a moment";
            String text = "'" + cover.path() + "' was replaced on this machine while the command ran: " + seen;
            warning.accept(text);
            journal.accept(new ProbeResult("covers", true, text));
        }
    }

    private void lost(String seen) {
        jail.end(seen + "; it was ended: look at that file before you run anything there");
        journal.accept(new ProbeResult("covers", false, seen));
    }

    /** The command has ended, or ends now: from here on nobody would cover anything again. */
    @Override
    public void close() {
        jail.kill();
        guard.close();
        List<String> changed = new ArrayList<>();
        before.forEach((path, held) -> changed(path, held).ifPresent(changed::add));
        if (!changed.isEmpty()) {
            warning.accept("replaced while the command ran, and it may have had a hand in it: "
                    + String.join(", ", changed)
                    + "; look at what is in there before you run git, exeat or anything else there");
        }
    }

    private Optional<String> changed(Path path, FileState held) {
        FileState now = FileState.of(path);
        boolean other = replaced.contains(path) || now.isAnotherThan(held);
        if (!other || now.holdsTheSameAs(held)) {
            return Optional.empty();
        }
        String name = "'" + path + "'";
        byte @Nullable [] content = held.content();
        return Optional.of(
                content == null ? name : name + " (before: '" + directory.keepReplaced(path, content) + "')");
    }
}
