package dev.exeat.cli.policy;

import dev.exeat.engine.segment.PublishSpec;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.file.EffectivePolicy;
import dev.exeat.policy.file.Placed;
import dev.exeat.policy.file.PolicySources;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy that was read and checked as a run would take it.
 *
 * @param sources what it was made of
 * @param effective what they come to
 * @param publish the ports that its files open to the host
 */
public record CheckedPolicy(PolicySources sources, EffectivePolicy effective, List<PublishSpec> publish) {
    /** Reads and checks; all problems at once. */
    public static Parsed<CheckedPolicy> of(PolicySources sources) {
        return sources.read().flatMap(effective -> check(sources, effective));
    }

    private static Parsed<CheckedPolicy> check(PolicySources sources, EffectivePolicy effective) {
        List<Problem> problems = new ArrayList<>();
        List<PublishSpec> publish = new ArrayList<>();
        boolean airgapped = effective.policy().profile() == Profile.AIRGAPPED;
        for (Placed<String> port : effective.publish()) {
            Parsed<PublishSpec> parsed = PublishSpec.parse(port.value());
            parsed.problems().forEach(problem -> problems.add(problem.at(port.place())));
            if (parsed instanceof Parsed.Ok<PublishSpec>(PublishSpec spec)) {
                publish.add(spec);
            }
            if (airgapped) {
                problems.add(new Problem(
                                "airgapped-network",
                                "'publish' opens a way, and profile 'airgapped' has no network",
                                "leave it out, or use another profile")
                        .at(port.place()));
            }
        }
        if (airgapped && !effective.upstreams().isEmpty()) {
            problems.add(new Problem(
                    "airgapped-network",
                    "'dns.upstream' opens a way, and profile 'airgapped' has no network",
                    "leave it out, or use another profile"));
        }
        return problems.isEmpty()
                ? Parsed.ok(new CheckedPolicy(sources, effective, List.copyOf(publish)))
                : Parsed.bad(problems);
    }
}
