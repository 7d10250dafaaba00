package dev.exeat.gateway.dns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how often the servers that a run depends on failed it, for its last lines. Bounded; safe for threads. */
public final class ServerHealth {
    private static final int MOST = 16;

    private final Map<String, Counts> servers = new LinkedHashMap<>();

    private static final class Counts {
        private long asked;
        private long failed;
        private String why = "";
    }

    /**
     * A server that failed at least every other time.
     *
     * @param server its name, with what it is before it: {@code resolver 10.0.0.53}
     * @param failed how often
     * @param asked of so many times
     * @param why the last time
     */
    public record Trouble(String server, long failed, long asked, String why) {}

    /** Counts something that the server did. */
    public synchronized void answered(String server) {
        counts(server).asked++;
    }

    /** Counts something that the server did not do. */
    public synchronized void failed(String server, String why) {
        Counts counts = counts(server);
        counts.asked++;
        counts.failed++;
        counts.why = why;
    }

    private Counts counts(String server) {
        boolean room = servers.containsKey(server) || servers.size() < MOST;
        return servers.computeIfAbsent(room ? server : "others", _ -> new Counts());
    }

    /** The servers that a user should hear of, in the order in which they were first asked. */
    public synchronized List<Trouble> troubles() {
        return servers.entrySet().stream()
                .filter(server -> server.getValue().failed > 0)
                .filter(server -> 2 * server.getValue().failed >= server.getValue().asked)
                .map(server -> new Trouble(
                        server.getKey(), server.getValue().failed, server.getValue().asked, server.getValue().why))
                .toList();
    }
}
