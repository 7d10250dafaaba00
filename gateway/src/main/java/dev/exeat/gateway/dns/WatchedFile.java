package dev.exeat.gateway.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A small text file of the system, parsed again when it changes. A file that can't be read has no lines. */
final class WatchedFile<T> {
    private static final long CHECK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    /** Hosts files that block advertisers have a hundred thousand lines; what is larger is not one. */
    private static final long MAX_OCTETS = 16L << 20;

    private final Path path;
    private final Function<List<String>, T> parse;
    private final LongSupplier nanoTime;
    private long checkedAt;
    private String seen = "";
    private @Nullable T content;

    WatchedFile(Path path, Function<List<String>, T> parse, LongSupplier nanoTime) {
        this.path = path;
        this.parse = parse;
        this.nanoTime = nanoTime;
    }

    T content() {
        T known = content;
        long now = nanoTime.getAsLong();
        if (known != null && now - checkedAt < CHECK_EVERY_NANOS) {
            return known;
        }
        checkedAt = now;
        String mark = mark();
        if (known == null || !mark.equals(seen)) {
            seen = mark;
            known = parse.apply(read());
            content = known;
        }
        return known;
    }

    private String mark() {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return file.lastModifiedTime() + " " + file.size() + " " + file.fileKey();
        } catch (IOException unreadable) {
            return "";
        }
    }

    private List<String> read() {
        try {
            return Files.size(path) > MAX_OCTETS
                    ? List.of()
                    : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                            .lines()
                            .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
