package dev.exeat.policy.file;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import dev.exeat.policy.RuleWarnings;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the sources of a policy come to.
 *
 * @param policy the rules, for any day; see {@link Policy#at}
 * @param documents the files, the weakest first
 * @param typed the rules of the flags
 */
public record EffectivePolicy(Policy policy, List<PolicyDocument> documents, List<Rule> typed) {
    public EffectivePolicy {
        documents = List.copyOf(documents);
        typed = List.copyOf(typed);
    }

    /** Ports that files open to the host. */
    public List<Placed<String>> publish() {
        return documents.stream()
                .flatMap(document -> document.publish().stream())
                .toList();
    }

    /** The resolvers that files name, none for the system's. */
    public List<HostPort> upstreams() {
        List<HostPort> said = strongest(PolicyDocument::upstreams);
        return said == null ? List.of() : said;
    }

    /** How many questions a minute files allow; null when they say nothing of it. */
    public @Nullable Integer queriesPerMinute() {
        return strongest(PolicyDocument::queriesPerMinute);
    }

    /** How many connections at once files allow; null when they say nothing of it. */
    public @Nullable Integer connections() {
        return strongest(PolicyDocument::connections);
    }

    private <T> @Nullable T strongest(Function<PolicyDocument, @Nullable T> said) {
        T strongest = null;
        for (PolicyDocument document : documents) {
            T value = said.apply(document);
            strongest = value == null ? strongest : value;
        }
        return strongest;
    }

    /** What differs in {@code next} though it cannot change while a sandbox runs; empty when {@code next} can take this one's place. */
    public List<Problem> fixedParts(EffectivePolicy next) {
        List<Problem> changed = new ArrayList<>();
        boolean airgapped = policy.profile() == Profile.AIRGAPPED;
        fixed(changed, "profile airgapped", airgapped, next.policy.profile() == Profile.AIRGAPPED);
        fixed(changed, "publish", texts(publish()), texts(next.publish()));
        fixed(changed, "dns.upstream", upstreams(), next.upstreams());
        fixed(changed, "dns.queries-per-minute", queriesPerMinute(), next.queriesPerMinute());
        fixed(changed, "limits.connections", connections(), next.connections());
        return changed;
    }

    private static void fixed(List<Problem> changed, String what, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(new Problem(
                    "policy-fixed",
                    "'" + what + "' cannot change while the sandbox runs",
                    "leave it as it was, or end the sandbox and run it again"));
        }
    }

    private static List<String> texts(List<Placed<String>> placed) {
        return placed.stream().map(Placed::value).toList();
    }

    /** What a user should know about all of it on that day, sorted by place within each file. */
    public List<Problem> warnings(LocalDate today) {
        List<Problem> all = new ArrayList<>();
        for (PolicyDocument document : documents) {
            List<Problem> some = new ArrayList<>(document.warnings());
            document.rules().stream()
                    .filter(rule -> !rule.value().countsOn(today))
                    .forEach(rule -> some.add(expired(rule)));
            some.sort(Problem.BY_PLACE);
            all.addAll(some);
        }
        typed.forEach(rule -> all.addAll(RuleWarnings.of(rule)));
        return all;
    }

    private static Problem expired(Placed<Rule> rule) {
        return new Problem(
                "rule-expired",
                "the rule for '" + rule.value() + "' expired on " + rule.value().expires() + " and does not count",
                "remove it, or write a later day",
                rule.place());
    }
}
