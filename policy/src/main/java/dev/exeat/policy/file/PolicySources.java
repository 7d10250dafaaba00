package dev.exeat.policy.file;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.PolicyLayer;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a policy is made of, not read yet.
 *
 * @param files the weakest first
 * @param flags stronger than every file
 */
public record PolicySources(List<PolicyFile> files, PolicyFlags flags) {
    /** The most files of one policy. */
    public static final int MOST_FILES = 16;

    public PolicySources {
        files = List.copyOf(files);
    }

    /** The same with this profile, whatever a file says. */
    public PolicySources with(Profile profile) {
        return new PolicySources(files, flags.with(profile));
    }

    /** Reads all of it; the problems of all files and flags at once. */
    public Parsed<EffectivePolicy> read() {
        List<Problem> problems = new ArrayList<>();
        List<PolicyDocument> documents = new ArrayList<>();
        for (PolicyFile file : files) {
            Parsed<PolicyDocument> read = PolicyReader.read(file);
            problems.addAll(read.problems());
            if (read instanceof Parsed.Ok<PolicyDocument>(PolicyDocument document)) {
                documents.add(document);
            }
        }
        Parsed<PolicyLayer> typed = flags.layer();
        problems.addAll(typed.problems());
        return problems.isEmpty() ? typed.flatMap(layer -> together(documents, layer)) : Parsed.bad(problems);
    }

    private static Parsed<EffectivePolicy> together(List<PolicyDocument> documents, PolicyLayer typed) {
        List<PolicyLayer> layers =
                new ArrayList<>(documents.stream().map(PolicyDocument::layer).toList());
        layers.add(typed);
        return Policy.of(layers).map(policy -> new EffectivePolicy(policy, documents, typed.rules()));
    }
}
