package dev.exeat.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source of a policy: a file, or the flags. Rules of all layers add up; of the profiles, that of the strongest layer counts.
 *
 * @param profile what it says of the profile; null when it says nothing
 * @param rules its rules, in the order in which they were written
 */
public record PolicyLayer(@Nullable Profile profile, List<Rule> rules) {
    public PolicyLayer {
        rules = List.copyOf(rules);
    }
}
