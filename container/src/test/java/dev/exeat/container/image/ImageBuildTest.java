package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuildTest {
    @TempDir
    Path folder;

    private Path cache;

    @BeforeEach
    void makeDistribution() throws IOException {
        FakeDistribution.in(folder.resolve("dist"));
        cache = folder.resolve("cache");
    }

    @Test
    void whatAKilledBuildLeftIsRemovedAndSoIsTheOwnFolder() throws IOException {
        Path left = Files.createDirectories(cache.resolve("image-work-1/root"));
        Files.writeString(left.resolve("half"), "made");
        Path kept = Files.writeString(cache.resolve("another-file"), "kept");
        build().alone(own -> {
            assertThat(left).doesNotExist();
            Files.writeString(own.resolve("mine"), "too");
        });
        try (Stream<Path> all = Files.list(cache)) {
            assertThat(all).containsExactlyInAnyOrder(kept, cache.resolve("gateway-image.lock"));
        }
    }

    @Test
    void twoBuildsNeverRunAtOnce() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    try {
                        build().alone(own -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.yield();
                            assertThat(own).exists();
                            running.decrementAndGet();
                        });
                    } catch (IOException e) {
                        most.set(99);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
    }

    private ImageBuild build() throws IOException {
        return new ImageBuild(folder.resolve("dist"), Path.of(System.getProperty("java.home")), cache, line -> {});
    }
}
