package dev.exeat.cli.policy;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What another policy changes, wherever its rules stand.
 *
 * @param added rules as text that were not there before
 * @param removed rules as text that are not there any more
 */
public record PolicyChange(List<String> added, List<String> removed) {
    /** The difference; one that could not be read before counts as empty. */
    public static PolicyChange between(Parsed<CheckedPolicy> before, CheckedPolicy after) {
        List<String> old = before instanceof Parsed.Ok<CheckedPolicy>(CheckedPolicy known) ? texts(known) : List.of();
        List<String> fresh = texts(after);
        return new PolicyChange(without(fresh, old), without(old, fresh));
    }

    private static List<String> texts(CheckedPolicy policy) {
        List<String> texts = new ArrayList<>(RuleRows.of(policy.effective().policy()).stream()
                .map(PolicyChange::text)
                .toList());
        texts.add("profile " + policy.effective().policy().profile());
        return texts;
    }

    private static String text(Rule rule) {
        String expires = rule.expires() == null ? "" : " until " + rule.expires();
        String requests = rule.requests().isNarrow() ? " " + rule.requests() : "";
        return RuleRows.effect(rule) + " " + (rule.anyBytes() ? "tcp://" : "") + RuleRows.target(rule) + " "
                + RuleRows.ports(rule) + requests + expires;
    }

    private static List<String> without(List<String> texts, List<String> others) {
        return texts.stream().filter(text -> !others.contains(text)).distinct().toList();
    }

    /** Sentences for a person. */
    public List<String> lines(String sandbox) {
        List<String> lines = new ArrayList<>();
        lines.add("sandbox '" + sandbox + "': the policy is in force, " + added.size() + " added, " + removed.size()
                + " removed");
        added.forEach(text -> lines.add("+ " + text));
        removed.forEach(text -> lines.add("- " + text));
        return lines;
    }

    /** The same for a program. */
    public Map<String, Object> json(String sandbox, String sha256) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sandbox", sandbox);
        json.put("sha256", sha256);
        json.put("added", added);
        json.put("removed", removed);
        return json;
    }
}
