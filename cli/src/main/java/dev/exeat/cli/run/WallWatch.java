package dev.exeat.cli.run;

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
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final ProbeBattery battery;
    private final LateSockets sockets;
    private final Consumer<String> lost;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * Begins to look.
     *
     * @param lost told once, with what was seen, when a wall does not stand any more
     */
    WallWatch(ProbeBattery battery, LateSockets sockets, Consumer<String> lost) {
        this.battery = battery;
        this.sockets = sockets;
        this.lost = lost;
        Thread.ofPlatform().name("wall-watch").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                String broken = broken();
                if (!broken.isEmpty() && over.getCount() > 0) {
                    lost.accept(broken);
                    return;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
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
