package dev.exeat.cli.run;

import dev.exeat.engine.segment.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks at the walls while the command runs; when one is lost the command is paused and says why. */
final class WallWatch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Supplier<String> look;
    private final Consumer<String> lost;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * Begins to look.
     *
     * @param look gives what is broken, or an empty text
     * @param lost told once, with what was seen, when a wall does not stand any more
     */
    WallWatch(Supplier<String> look, Consumer<String> lost) {
        this.look = look;
        this.lost = lost;
        Thread.ofPlatform().name("wall-watch").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                String broken = look.get();
                if (!broken.isEmpty() && over.getCount() > 0) {
                    lost.accept(broken);
                    return;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the first result that did not pass says, or an empty text. */
    static String broken(List<ProbeResult> results) {
        return results.stream()
                .filter(result -> !result.passed())
                .findFirst()
                .map(result -> "'" + result.id() + "': " + result.detail())
                .orElse("");
    }

    @Override
    public void close() {
        over.countDown();
    }
}
