package dev.exeat.cli.state;

import dev.exeat.cli.console.ByteCount;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run left behind whose Exeat was killed: found by the sandbox's lock being free though its state says that it
 * runs, and ended by proof (pid, start time and boot), never by name.
 */
public final class Leftovers {
    /** The action of {@link Found} that removes a whole folder. */
    public static final String REMOVE = "remove";

    private final ExeatHome home;

    public Leftovers(ExeatHome home) {
        this.home = home;
    }

    /**
     * One sandbox that was, or would be, cleaned.
     *
     * @param name its name
     * @param action {@code clean} for what a killed run left, {@code remove} for the whole folder
     * @param processes how many processes of it were still there
     */
    public record Found(SandboxName name, String action, int processes) {}

    /**
     * What stays of sandboxes that are over.
     *
     * @param sandboxes how many
     * @param bytes what their files hold
     */
    public record Kept(int sandboxes, long bytes) {
        /** Such as {@code 12 sandboxes that are over (3.4 MiB, with their journals) are}. */
        public String text() {
            return (sandboxes == 1 ? "1 sandbox that is" : sandboxes + " sandboxes that are") + " over ("
                    + ByteCount.text(bytes) + ", with their journals) " + (sandboxes == 1 ? "is" : "are");
        }
    }

    /** What is kept of sandboxes that are over, but for some. */
    public Kept kept(Set<SandboxName> but) {
        List<SandboxDirectory> over = home.sandboxes().stream()
                .filter(directory -> !but.contains(directory.name()))
                .filter(directory -> directory
                        .state()
                        .filter(state -> !(state.status() instanceof Status.Running))
                        .isPresent())
                .toList();
        return new Kept(
                over.size(), over.stream().mapToLong(SandboxDirectory::bytes).sum());
    }

    /** Ends the processes of abandoned sandboxes, removes their scratch and writes down that they failed; keeps journals. */
    public List<Found> clean(boolean dryRun) {
        List<Found> found = new ArrayList<>();
        for (SandboxDirectory directory : home.sandboxes()) {
            Optional<SandboxState> state = directory.state().filter(SandboxState::abandoned);
            state.flatMap(s -> clean(directory, s, dryRun)).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Found> clean(SandboxDirectory directory, SandboxState state, boolean dryRun) {
        List<ProcessIdentity> alive = state.processes().values().stream()
                .filter(ProcessIdentity::alive)
                .toList();
        Found found = new Found(state.name(), "clean", alive.size());
        if (dryRun) {
            return Optional.of(found);
        }
        Optional<SandboxClaim> claimed = directory.claim();
        claimed.ifPresent(taken -> {
            try (SandboxClaim claim = taken) {
                alive.forEach(Leftovers::end);
                claim.write(state.with(new Status.Failed("exeat was killed", Instant.now())));
            } catch (Failure unwritable) {
                // a full disk: what ran is ended all the same, and the next clean-up writes it down
            }
        });
        return claimed.map(_ -> found);
    }

    /** The Java runtime compares the start time once more before it signals. */
    private static void end(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).filter(_ -> process.alive()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Removes the folders of sandboxes that ended at least {@code age} ago, journals and all. */
    public List<Found> remove(Duration age, boolean dryRun) {
        Instant before = Instant.now().minus(age);
        List<Found> found = new ArrayList<>();
        for (SandboxDirectory directory : home.sandboxes()) {
            boolean old = directory
                    .state()
                    .map(Leftovers::endOf)
                    .filter(before::isAfter)
                    .isPresent();
            if (old && (dryRun || removed(directory))) {
                found.add(new Found(directory.name(), REMOVE, 0));
            }
        }
        return found;
    }

    private static Instant endOf(SandboxState state) {
        return switch (state.status()) {
            case Status.Running() -> Instant.MAX;
            case Status.Ended(int _, Instant at) -> at;
            case Status.Failed(String _, Instant at) -> at;
        };
    }

    private static boolean removed(SandboxDirectory directory) {
        Optional<SandboxClaim> claimed = directory.claim();
        if (claimed.isEmpty()) {
            return false;
        }
        try (SandboxClaim claim = claimed.get()) {
            claim.removeAll();
            return true;
        } catch (IOException e) {
            throw Failure.of(
                    "the sandbox '" + directory.name() + "' cannot be removed: " + Reason.of(e),
                    "look at the owner, the mode and the disk of '" + directory.path() + "'",
                    e);
        }
    }
}
