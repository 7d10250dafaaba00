package dev.exeat.cli.policy;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.LocalAddresses;
import dev.exeat.policy.Policy;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Rule;
import dev.exeat.policy.Target;
import java.util.List;

/**
 * What the policy decides of a question, by the functions that the gateway asks, and what would change it.
 *
 * @param decision the decision
 * @param remedy what would allow it; empty where it is allowed, or where nothing would
 */
public record Explanation(Question question, Decision decision, String remedy) {
    /** Asks the policy, which must be one of a day. */
    public static Explanation of(Policy policy, Question question, LocalAddresses own) {
        Decision decision = decide(policy, question, own);
        return new Explanation(question, decision, decision.allowed() ? "" : remedy(question, decision));
    }

    private static Decision decide(Policy policy, Question question, LocalAddresses own) {
        Flow flow = question.flow();
        Content content = question.content();
        Decision decision = content == null ? policy.decide(flow) : policy.decide(flow, content);
        // a literal is its own address; a name's are judged once it was looked up
        return flow.target() instanceof Target.Literal(var address)
                ? policy.screen(flow, decision, List.of(address), own)
                : decision;
    }

    private static String remedy(Question question, Decision decision) {
        DenyReason reason = decision.reason();
        return reason == null ? "" : remedy(question, reason, decision.rule());
    }

    private static String remedy(Question question, DenyReason reason, @org.jspecify.annotations.Nullable Rule rule) {
        String origin = rule == null ? "" : "'" + rule.origin() + "'";
        return switch (reason) {
            case NOT_ALLOWED, PORT_NOT_ALLOWED, LITERAL_ADDRESS -> opening(question.flow());
            case DOH_SERVER ->
                "a rule that names it without a wildcard: --allow "
                        + question.flow().target();
            case SPECIAL_NAME -> "--allow " + question.flow().target() + ", unless the name is never looked up";
            case SPECIAL_PURPOSE_ADDRESS, MIXED_ADDRESSES -> "--allow-private " + question.flow();
            case DENIED_BY_RULE -> "remove the deny rule " + origin + "; no allow is stronger";
            case RULE_EXPIRED -> "write a later day in the rule " + origin;
            case METHOD_NOT_ALLOWED -> "add the method to the rule " + origin;
            case PATH_NOT_ALLOWED, PATH_AMBIGUOUS -> "add the path to the rule " + origin;
            case REQUEST_HIDDEN ->
                "leave 'methods' and 'paths' out of the rule " + origin + ", since TLS hides requests";
            case NOT_HTTP, NOT_TLS, CONTENT_UNKNOWN -> "--allow tcp://" + question.flow();
            case FLOOR_ADDRESS, HOST_ADDRESS ->
                "--host-port " + question.flow().port() + ", and " + ReservedNames.HOST + " instead of the address";
            default -> "";
        };
    }

    private static String opening(Flow flow) {
        if (flow.target() instanceof Target.Name(HostName name) && ReservedNames.isHost(name)) {
            return "--host-port " + flow.port();
        }
        boolean web = flow.port() == 80 || flow.port() == 443;
        return "--allow " + (web && flow.target() instanceof Target.Name ? flow.target() : flow);
    }
}
