package dev.exeat.cli.suggest;

import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.policy.Policy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A suggested text as a run takes it. */
final class Suggested {
    private Suggested() {}

    /** The policy that the text says; fails where it has a problem. */
    static Policy policy(String text) {
        return PolicyFile.decode("suggestion", text.getBytes(StandardCharsets.UTF_8))
                .flatMap(file -> CheckedPolicy.of(new PolicySources(List.of(file), PolicyFlags.NONE)))
                .orElseThrow()
                .effective()
                .policy();
    }
}
