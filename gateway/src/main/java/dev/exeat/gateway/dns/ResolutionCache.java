package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what upstream said for as long as it said so, at most five minutes and {@value #MAX_ENTRIES} questions. A
 * TTL of zero is not remembered at all. For one thread.
 */
final class ResolutionCache {
    record Key(HostName name, RecordType type) {}

    private record Entry(Resolution resolution, long until) {}

    private static final int MAX_ENTRIES = 2_048;
    private static final Duration MAX_TTL = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final Map<Key, Entry> entries = new BoundedMap<>(MAX_ENTRIES);

    ResolutionCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Nullable
    Resolution find(Key key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.until() - nanoTime.getAsLong() <= 0) {
            entries.remove(key);
            return null;
        }
        return entry.resolution();
    }

    void remember(Key key, Resolution resolution) {
        Duration ttl = ttl(resolution);
        if (ttl.isPositive()) {
            Duration kept = ttl.compareTo(MAX_TTL) < 0 ? ttl : MAX_TTL;
            entries.put(key, new Entry(resolution, nanoTime.getAsLong() + kept.toNanos()));
        }
    }

    void clear() {
        entries.clear();
    }

    private static Duration ttl(Resolution resolution) {
        return switch (resolution) {
            case Resolution.Addresses found -> found.ttl();
            case Resolution.Services found -> found.ttl();
            case Resolution.NoData none -> none.ttl();
            case Resolution.NoName none -> none.ttl();
            case Resolution.Failed failed -> Duration.ZERO;
        };
    }
}
