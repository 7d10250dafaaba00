package dev.exeat.policy.file;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.PolicyLayer;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy file that was read.
 *
 * @param profile the profile; null when it names none
 * @param rules its rules in the order in which they were written, the two of a host port each at its place
 * @param publish ports to open to the host, not judged yet
 * @param upstreams the resolvers to ask, none for the system's; null when it says nothing of them
 * @param queriesPerMinute null when it says nothing of it
 * @param connections null when it says nothing of it
 * @param warnings what there is to say of it besides, without what depends on the day
 */
public record PolicyDocument(
        @Nullable Profile profile,
        List<Placed<Rule>> rules,
        List<Placed<String>> publish,
        @Nullable List<HostPort> upstreams,
        @Nullable Integer queriesPerMinute,
        @Nullable Integer connections,
        List<Problem> warnings) {
    public PolicyDocument {
        rules = List.copyOf(rules);
        publish = List.copyOf(publish);
        warnings = List.copyOf(warnings);
    }

    /** Its part of the policy. */
    public PolicyLayer layer() {
        return new PolicyLayer(profile, rules.stream().map(Placed::value).toList());
    }
}
