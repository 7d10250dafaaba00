package dev.exeat.policy;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule as a user wrote it: its target as the flags take it, and what a policy file may say beside it.
 *
 * @param effect what it does
 * @param target {@code [tcp://]HOST-PATTERN[:PORT[-PORT]]}, {@code CIDR[:PORT[-PORT]]} or {@code [IPV6-CIDR]:PORT[-PORT]}
 * @param tcp whether any bytes may pass though the target does not say {@code tcp://}
 * @param ports the ports, where they do not stand in the target; null when nothing is said
 * @param requests which HTTP requests it is for
 * @param expires the last day on which it counts; null for ever
 * @param required whether the start must prove that it can be reached
 * @param origin where it was written
 */
public record RuleEntry(
        Rule.Effect effect,
        String target,
        boolean tcp,
        @Nullable PortSet ports,
        RequestScope requests,
        @Nullable LocalDate expires,
        boolean required,
        String origin) {
    /** A target alone. */
    public static RuleEntry of(Rule.Effect effect, String target, String origin) {
        return new RuleEntry(effect, target, false, null, RequestScope.ALL, null, false, origin);
    }

    /** Reads the rule, or says what is wrong with it. */
    public Parsed<Rule> rule() {
        return RuleText.parse(this);
    }

    /** Reads one port or one range of ports; a service's name is answered with its number. */
    public static Parsed<PortSet> parsePorts(String text) {
        return PortNames.parse(text, text);
    }

    /** The rules that open a port, or a range of ports, of the host's loopback under the names that stand for the host. */
    public static Parsed<List<Rule>> hostService(String ports, String origin) {
        return PolicyText.hostService(ports, origin);
    }

    /** The user's words as one line: the target with its scheme, its ports and the requests that it is for. */
    String spelling() {
        boolean bare =
                ports != null && target.indexOf(':') >= 0 && !target.startsWith("[") && !target.startsWith("tcp:");
        String host = bare ? "[" + target + "]" : target;
        String scheme = tcp && !target.startsWith("tcp:") ? "tcp://" : "";
        return scheme + host + (ports == null ? "" : ":" + ports) + (requests.isNarrow() ? " " + requests : "");
    }
}
