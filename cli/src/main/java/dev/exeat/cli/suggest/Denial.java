package dev.exeat.cli.suggest;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something that was denied.
 *
 * @param subject the name or address, as it was asked for
 * @param port 0 where there is none, as for a DNS question
 * @param reason its id
 */
record Denial(String subject, int port, String reason) implements Comparable<Denial> {
    /** The item of {@code egress.allow} that would let it pass, as far as is known of it; null where no such item does. */
    @Nullable
    Entry remedy() {
        return Target.parseWire(subject) instanceof Parsed.Ok<Target>(Target target) ? remedy(target) : null;
    }

    private @Nullable Entry remedy(Target target) {
        DenyReason known = Arrays.stream(DenyReason.values())
                .filter(each -> each.id().equals(reason))
                .findFirst()
                .orElse(null);
        Entry entry = switch (known) {
            case NOT_ALLOWED, PORT_NOT_ALLOWED, SPECIAL_NAME, DOH_SERVER, LITERAL_ADDRESS ->
                new Entry(target, ports(target), false, false);
            case SPECIAL_PURPOSE_ADDRESS, MIXED_ADDRESSES -> new Entry(target, ports(target), false, true);
            case CONTENT_UNKNOWN, CONTENT_LATE, NOT_TLS, NOT_HTTP ->
                port == 0 ? null : new Entry(target, PortSet.of(port), true, false);
            case null, default -> null;
        };
        return entry == null || !entry.isRule() ? null : entry;
    }

    private PortSet ports(Target target) {
        boolean web = port == 0 || (target instanceof Target.Name && PortSet.WEB.contains(port));
        return web ? PortSet.WEB : PortSet.of(port);
    }

    /** What it was about, and what a file may say of it where that is no item of {@code egress.allow}. */
    String sentence() {
        String host = port > 0 && subject.contains(":") ? "[" + subject + "]" : subject;
        String target = port > 0 ? host + ":" + port : host;
        boolean service = port > 0
                && HostName.parseWire(subject) instanceof Parsed.Ok<HostName>(HostName name)
                && ReservedNames.isHost(name);
        return target + "  # " + reason + (service ? ", opened by 'host: [" + port + "]'" : "");
    }

    @Override
    public int compareTo(Denial other) {
        int bySubject = subject.compareTo(other.subject);
        int byPort = bySubject != 0 ? bySubject : Integer.compare(port, other.port);
        return byPort != 0 ? byPort : reason.compareTo(other.reason);
    }
}
