package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.List;

/**
 * Puts covers up again that have come off. The kernel takes a read-only mount off a file when somebody on the host replaces the file
 * ({@code git config} and many editors do), and the new file would be the command's to write.
 */
public final class FallenCovers {
    private final CoverMounts mounts;

    /**
     * What a look found.
     *
     * @param restored covers that had come off and stand again: for a moment the command could write there
     * @param lost covers that cannot be put up again
     */
    public record Look(List<Path> restored, List<Path> lost) {}

    /** Looks after the covers of a jail that was built by this plan. */
    public FallenCovers(JailPlan plan, JailProcess jail) {
        this.mounts = new CoverMounts(jail.pid(), plan.covers());
    }

    /** Looks, and puts up again what has come off. */
    public Look look() {
        List<Cover> fallen = mounts.fallen();
        if (fallen.isEmpty()) {
            return new Look(List.of(), List.of());
        }
        fallen.forEach(mounts::restore);
        List<Cover> still = mounts.fallen();
        return new Look(
                fallen.stream()
                        .filter(cover -> !still.contains(cover))
                        .map(Cover::path)
                        .toList(),
                still.stream().map(Cover::path).toList());
    }
}
