package dev.exeat.gateway.dns;

import dev.exeat.policy.Family;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which name an address of the segment stands for. An address belongs to one name for the sandbox's whole life, also
 * after the gateway was started again: it is written to {@code addresses.tsv} before anybody hears of it, and never given
 * to another name. Safe for several threads.
 */
public final class SyntheticAddresses implements AutoCloseable {
    private final AddressPool pool;
    private final AddressJournal journal;
    private final Map<IpAddress, HostName> names = new ConcurrentHashMap<>();
    private final Map<Family, Map<HostName, IpAddress>> addresses = new EnumMap<>(Family.class);

    private SyntheticAddresses(AddressPool pool, AddressJournal journal) {
        this.pool = pool;
        this.journal = journal;
        for (Family family : Family.values()) {
            addresses.put(family, new HashMap<>());
        }
    }

    /** What came of asking for an address. */
    public sealed interface Binding {
        /** The name's address. */
        record Bound(IpAddress address) implements Binding {}

        /** None is left. */
        record Exhausted() implements Binding {}

        /** It could not be written down, so it is nobody's. */
        record NotJournalled(IOException cause) implements Binding {}
    }

    /**
     * Opens the journal, made with mode 0600 when it isn't there, and reloads what it says.
     *
     * @throws IOException when it can't be read, or says what this class never writes
     */
    public static SyntheticAddresses open(Path file, AddressPool pool) throws IOException {
        AddressJournal journal = AddressJournal.open(file);
        try {
            SyntheticAddresses addresses = new SyntheticAddresses(pool, journal);
            for (AddressJournal.Line line : journal.load()) {
                addresses.reload(file, line);
            }
            return addresses;
        } catch (IOException | RuntimeException corrupt) {
            journal.close();
            throw corrupt;
        }
    }

    /** Gives the name its address of a family: the one that it has, or the next free one. */
    public synchronized Binding bind(HostName name, Family family) {
        Map<HostName, IpAddress> ofFamily = ofFamily(family);
        IpAddress known = ofFamily.get(name);
        if (known != null) {
            return new Binding.Bound(known);
        }
        IpAddress next = pool.address(family, ofFamily.size());
        if (next == null) {
            return new Binding.Exhausted();
        }
        try {
            journal.append(next, name);
        } catch (IOException failed) {
            return new Binding.NotJournalled(failed);
        }
        ofFamily.put(name, next);
        names.put(next, name);
        return new Binding.Bound(next);
    }

    /** The name that an address was given to, or null. */
    public @Nullable HostName nameOf(IpAddress address) {
        return names.get(address);
    }

    /** Whether the name has an address of any family. */
    public synchronized boolean isBound(HostName name) {
        return addresses.values().stream().anyMatch(ofFamily -> ofFamily.containsKey(name));
    }

    /** Whether an address is of the pools, given out or not. */
    public boolean covers(IpAddress address) {
        return pool.covers(address);
    }

    /** Closes the journal. What is bound can still be looked up. */
    @Override
    public void close() throws IOException {
        journal.close();
    }

    // the n-th line of a family has the n-th address of its pool: everything else is not our writing
    private void reload(Path file, AddressJournal.Line line) throws IOException {
        Map<HostName, IpAddress> ofFamily = ofFamily(line.address().family());
        IpAddress expected = pool.address(line.address().family(), ofFamily.size());
        if (!line.address().equals(expected) || ofFamily.putIfAbsent(line.name(), line.address()) != null) {
            throw new IOException(file + ":" + line.number() + ": '" + line.address() + "' is out of place");
        }
        names.put(line.address(), line.name());
    }

    private Map<HostName, IpAddress> ofFamily(Family family) {
        return addresses.computeIfAbsent(family, f -> new HashMap<>());
    }
}
