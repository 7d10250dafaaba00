package dev.exeat.gateway.dns;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets the entry that was used longest ago when it would grow above its size. For one thread. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int most;

    BoundedMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
