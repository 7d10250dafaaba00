package dev.exeat.cli.suggest;

import dev.exeat.cli.console.Failure;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the lines of a journal: what was connected to and what its bytes were, what was looked up, and what was denied. A command that
 * makes up names costs no more memory than {@value #MOST} of each.
 */
final class JournalUse {
    /** The most targets, and the most names and denials that are kept. */
    static final int MOST = 10_000;

    /** How a connection ended that nobody answered. */
    private static final String NOBODY = "connect-failed";

    /** How one ended by which the start proved that somebody does. */
    private static final String PROVED = "probed";

    /** The answer to one request was no HTTP; the connection's own end follows. */
    private static final String PARTIAL_END = "answer-refused";

    /** Answers that shut nobody out of a name. */
    private static final Set<String> NO_DENIAL =
            Set.of(DenyReason.TYPE_NOT_ALLOWED.id(), DenyReason.UPSTREAM_FAILED.id(), DenyReason.UNKNOWN_ADDRESS.id());

    private final Map<Flow, PortUse> used = new HashMap<>();
    private final Set<Flow> unanswered = new HashSet<>();
    private final Set<HostName> lookedUp = new TreeSet<>();
    private final Map<Denial, Long> denied = new TreeMap<>();
    private final Map<Connection, AuditRecord> open = new LinkedHashMap<>();
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;

    /** One connection of one gateway; a client of a proxy has several targets under one number. */
    private record Connection(long number, Flow flow) {}

    /** Adds a line. */
    void add(AuditRecord line) {
        first = first == null ? line.time() : first;
        last = line.time();
        if (line.denied()) {
            deny(line);
            return;
        }
        switch (line.event()) {
            // another gateway counts its connections anew
            case START -> settle();
            case QUESTION -> lookUp(line);
            case CONNECTION -> connect(line);
            case CLOSED -> close(line);
            case REQUEST, INBOUND, REFUSED, PROBE, POLICY, FAULT, RECOVERED, END -> {}
        }
    }

    private void lookUp(AuditRecord line) {
        if (lookedUp.size() < MOST
                && HostName.parseWire(line.name()) instanceof Parsed.Ok<HostName>(HostName name)
                && !isOwn(name)
                && !name.ascii().endsWith(".arpa")) {
            lookedUp.add(name);
        }
    }

    private static boolean isOwn(HostName name) {
        return name.equals(ReservedNames.PROBE) || name.equals(ReservedNames.PROXY);
    }

    private void connect(AuditRecord line) {
        Flow flow = flow(line);
        if (flow != null && !(flow.target() instanceof Target.Name(HostName name) && isOwn(name))) {
            AuditRecord before = open.put(new Connection(line.flow(), flow), line);
            if (before != null) {
                use(flow, PortUse.of(before, before));
            }
            bound(open.size());
        }
    }

    private void close(AuditRecord line) {
        Flow flow = flow(line);
        if (flow == null || line.ended().equals(PARTIAL_END)) {
            return;
        }
        AuditRecord decided = open.remove(new Connection(line.flow(), flow));
        if (decided == null) {
            return;
        }
        switch (line.ended()) {
            case NOBODY -> unanswered(flow);
            case PROVED -> forget(flow);
            default -> use(flow, PortUse.of(decided, line));
        }
    }

    private void unanswered(Flow flow) {
        if (unanswered.size() < MOST) {
            unanswered.add(flow);
        }
    }

    /** What the start looked up to prove that it can be reached is not the command's doing yet. */
    private void forget(Flow flow) {
        if (flow.target() instanceof Target.Name(HostName name)) {
            lookedUp.remove(name);
        }
    }

    private void use(Flow flow, PortUse use) {
        used.merge(flow, use, PortUse::plus);
        bound(used.size());
    }

    private static void bound(int size) {
        if (size > MOST) {
            throw Failure.of(
                    "the sandbox used more than " + MOST + " targets, and a policy of so many names helps nobody",
                    "see 'exeat logs NAME --summary', and write a policy with wildcards");
        }
    }

    /** What has no end in the journal was used all the same: it goes on, or the gateway was killed. */
    private void settle() {
        open.forEach((connection, line) -> use(connection.flow(), PortUse.of(line, line)));
        open.clear();
    }

    private void deny(AuditRecord line) {
        boolean noise =
                line.event() == Event.INBOUND || (line.event() == Event.QUESTION && NO_DENIAL.contains(line.reason()));
        String subject = line.subject().isEmpty() ? line.detail() : line.subject();
        Denial denial = new Denial(subject, line.port(), line.reason());
        if (!noise && !subject.isEmpty() && (denied.size() < MOST || denied.containsKey(denial))) {
            denied.merge(denial, line.count(), Long::sum);
        }
    }

    private static @Nullable Flow flow(AuditRecord line) {
        int port = line.port();
        Parsed<Target> target = line.name().isEmpty()
                ? IpAddress.parse(line.address()).map(Target::of)
                : HostName.parseWire(line.name()).map(Target::of);
        return port >= 1 && port <= 65535 && target instanceof Parsed.Ok<Target>(Target known)
                ? new Flow(known, port)
                : null;
    }

    /** What all lines come to. */
    Suggestion suggestion(String sandbox) {
        settle();
        unanswered.removeAll(used.keySet());
        return new Suggestion(
                sandbox,
                first == null ? last : first,
                last,
                Entries.of(used),
                Entries.hostPorts(used),
                unconnected(),
                unanswered.stream().map(Flow::toString).sorted().toList(),
                denied);
    }

    private List<HostName> unconnected() {
        Set<HostName> names = new TreeSet<>(lookedUp);
        for (Set<Flow> flows : List.of(used.keySet(), unanswered)) {
            flows.forEach(flow -> {
                if (flow.target() instanceof Target.Name(HostName name)) {
                    names.remove(name);
                }
            });
        }
        return List.copyOf(names);
    }
}
