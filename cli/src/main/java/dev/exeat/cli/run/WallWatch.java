package dev.exeat.cli.run;

import dev.exeat.engine.jail.FallenCovers;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.jail.LateSockets;
import dev.exeat.engine.segment.ProbeBattery;
import dev.exeat.engine.segment.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at the walls while the command runs; when one is lost the command is paused and says why. */
final class WallWatch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(200);
    /** The walls of the network are looked at once in so many looks at the covers. */
    private static final int LOOKS = 10;

    private final ProbeBattery battery;
    private final LateSockets sockets;
    private final FallenCovers covers;
    private final Consumer<String> lost;
    private final Consumer<String> warning;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * Begins to look.
     *
     * @param lost told once, with what was seen, when a wall does not stand any more
     * @param warning told what stands again and did not for a moment
     */
    WallWatch(ProbeBattery battery, JailProcess jail, JailPlan plan, Consumer<String> lost, Consumer<String> warning) {
        this.covers = new FallenCovers(plan, jail);
        this.warning = warning;
        this.battery = battery;
        this.sockets = new LateSockets(jail.pid(), plan.sockets());
        this.lost = lost;
        Thread.ofPlatform().name("wall-watch").daemon().start(this::watch);
    }

    private void watch() {
        try {
            for (int look = 1; !over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS); look++) {
                String broken = coversBroken();
                if (broken.isEmpty() && look % LOOKS == 0) {
                    broken = broken();
                }
                if (!broken.isEmpty() && over.getCount() > 0) {
                    lost.accept(broken);
                    return;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private String coversBroken() {
        FallenCovers.Look look = covers.look();
        look.restored()
                .forEach(path ->
                        warning.accept("'" + path + "' was replaced on this machine while the command ran: it is"
                                + " read-only for it again, but was not for a moment; look at what it says"));
        return look.lost().isEmpty()
                ? ""
                : "'" + look.lost().getFirst()
                        + "' was replaced or removed on this machine, and cannot be covered again";
    }

    private String broken() {
        List<Path> uncovered = sockets.cover();
        if (!uncovered.isEmpty()) {
            return "the host's socket '" + uncovered.getFirst() + "' came in reach and cannot be covered";
        }
        for (ProbeResult result : battery.runLooks()) {
            if (!result.passed()) {
                return "'" + result.id() + "': " + result.detail();
            }
        }
        return "";
    }

    @Override
    public void close() {
        over.countDown();
    }
}
