package dev.exeat.policy.file;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.PolicyLayer;
import dev.exeat.policy.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The strongest layer: what the flags of a run say, as they were typed.
 *
 * @param profile null when no flag names one
 */
public record PolicyFlags(
        @Nullable Profile profile,
        List<String> allow,
        List<String> deny,
        List<String> allowPrivate,
        List<String> hostPorts) {
    /** No flag at all. */
    public static final PolicyFlags NONE = new PolicyFlags(null, List.of(), List.of(), List.of(), List.of());

    public PolicyFlags {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        allowPrivate = List.copyOf(allowPrivate);
        hostPorts = List.copyOf(hostPorts);
    }

    /** The same with this profile. */
    PolicyFlags with(Profile another) {
        return new PolicyFlags(another, allow, deny, allowPrivate, hostPorts);
    }

    /** Reads the values. */
    Parsed<PolicyLayer> layer() {
        return Policy.flags(profile, allow, deny, allowPrivate, hostPorts);
    }
}
