package dev.exeat.policy;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges what the bytes of an allowed flow turn out to be against what the flow was opened for. */
final class ContentJudge {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Predicate<Flow> allows;

    /** Judges with a policy's own answer for what a flow without a name calls itself. */
    ContentJudge(Predicate<Flow> allows) {
        this.allows = allows;
    }

    /**
     * The decision for an allowed flow once its content is known.
     *
     * @param rules the allow rules that count for the flow's target and port; none where the profile's default allowed it
     */
    Decision judge(Flow flow, Decision allowed, List<Rule> rules, Content content) {
        if (takesAnyBytes(flow, rules)) {
            return allowed;
        }
        DenyReason reason = switch (content) {
            case Content.Tls tls -> tls(flow, rules, tls);
            case Content.Http http -> http(flow, rules, http);
            case Content.Other other -> other(flow);
        };
        return reason == null ? by(allowed, rules, content) : Decision.deny(reason, allowed.rule());
    }

    /** Whether the bytes need not be looked at. Where no rule decided but the profile, names are still bound on the web's ports. */
    static boolean takesAnyBytes(Flow flow, List<Rule> rules) {
        return rules.isEmpty()
                ? flow.port() != HTTP && flow.port() != HTTPS
                : rules.stream().anyMatch(Rule::anyBytes);
    }

    private @Nullable DenyReason tls(Flow flow, List<Rule> rules, Content.Tls tls) {
        if (flow.port() == HTTP) {
            return DenyReason.NOT_HTTP;
        }
        DenyReason name = serverName(flow, tls);
        if (name != null) {
            return name;
        }
        boolean seen = rules.isEmpty()
                || rules.stream().anyMatch(rule -> !rule.requests().isNarrow());
        return seen ? null : DenyReason.REQUEST_HIDDEN;
    }

    private @Nullable DenyReason serverName(Flow flow, Content.Tls tls) {
        HostName said = tls.serverName();
        return switch (flow.target()) {
            case Target.Name(HostName name) when said == null -> DenyReason.SNI_MISSING;
            case Target.Name(HostName name) when name.equals(said) -> null;
            case Target.Name ignored -> tls.encrypted() ? DenyReason.ENCRYPTED_HELLO : DenyReason.SNI_MISMATCH;
            // a literal has no name of its own: what it calls itself must be allowed by itself
            case Target.Literal ignored ->
                said == null || allows.test(Flow.to(said, flow.port())) ? null : DenyReason.SNI_MISMATCH;
        };
    }

    private @Nullable DenyReason http(Flow flow, List<Rule> rules, Content.Http http) {
        if (flow.port() == HTTPS) {
            return DenyReason.NOT_TLS;
        }
        if (!isHost(flow, http.host()) || (http.port() != 0 && http.port() != flow.port())) {
            return DenyReason.HOST_MISMATCH;
        }
        return rules.isEmpty() ? null : request(rules, http);
    }

    private boolean isHost(Flow flow, Target said) {
        return said.equals(flow.target())
                || (flow.target() instanceof Target.Literal && allows.test(new Flow(said, flow.port())));
    }

    private static @Nullable DenyReason request(List<Rule> rules, Content.Http http) {
        List<Rule> byMethod = rules.stream()
                .filter(rule -> rule.requests().takesMethod(http.method()))
                .toList();
        if (byMethod.isEmpty()) {
            return DenyReason.METHOD_NOT_ALLOWED;
        }
        if (byMethod.stream().anyMatch(rule -> rule.requests().paths().isEmpty())) {
            return null;
        }
        if (PathPattern.isAmbiguous(http.path())) {
            return DenyReason.PATH_AMBIGUOUS;
        }
        return byMethod.stream().anyMatch(rule -> rule.requests().takesPath(http.path()))
                ? null
                : DenyReason.PATH_NOT_ALLOWED;
    }

    private static DenyReason other(Flow flow) {
        return switch (flow.port()) {
            case HTTPS -> DenyReason.NOT_TLS;
            case HTTP -> DenyReason.NOT_HTTP;
            default -> DenyReason.CONTENT_UNKNOWN;
        };
    }

    /** The rule that lets this request pass, which need not be the first one for the flow. */
    private static Decision by(Decision allowed, List<Rule> rules, Content content) {
        return rules.stream()
                .filter(rule -> switch (content) {
                    case Content.Http http ->
                        rule.requests().takesMethod(http.method())
                                && rule.requests().takesPath(http.path());
                    case Content.Tls ignored -> !rule.requests().isNarrow();
                    case Content.Other ignored -> true;
                })
                .findFirst()
                .map(Decision::allow)
                .orElse(allowed);
    }
}
