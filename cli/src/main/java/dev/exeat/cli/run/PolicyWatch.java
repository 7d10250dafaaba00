package dev.exeat.cli.run;

import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.EffectivePolicy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the sandbox's {@code policy.yaml} while it runs. A change is read and checked whole; if all of it is right the gateway gets it,
 * else the policy before stays, and what is wrong is said and recorded.
 */
final class PolicyWatch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final SandboxPolicy policy;
    private final EffectivePolicy first;
    private final PolicyFlags flags;
    private final GatewayLink gateway;
    private final Consumer<String> warnings;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Policy current;
    private Object seen;
    private String hash = "";

    /** Begins to look. */
    PolicyWatch(SandboxPolicy policy, EffectivePolicy first, GatewayLink gateway, Consumer<String> warnings) {
        this.policy = policy;
        this.first = first;
        this.flags = policy.flags();
        this.gateway = gateway;
        this.warnings = warnings;
        this.hash = policy.outcome().map(SandboxPolicy.Outcome::sha256).orElse("");
        // not the stamp of now: a change since the start would be taken for known
        this.seen = "";
        this.current = first.policy();
        Thread.ofPlatform().name("policy-watch").daemon().start(this::watch);
    }

    /** The policy that the gateway decides by. */
    Policy current() {
        return current;
    }

    private void watch() {
        try {
            while (!over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                Object stamp = stamp();
                if (!stamp.equals(seen)) {
                    seen = stamp;
                    look();
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Object stamp() {
        try {
            var file = Files.readAttributes(policy.file(), BasicFileAttributes.class);
            return List.of(String.valueOf(file.fileKey()), file.lastModifiedTime(), file.size());
        } catch (IOException gone) {
            return "gone";
        }
    }

    private void look() {
        switch (policy.read()) {
            case Parsed.Ok<PolicyFile>(PolicyFile text) when text.sha256().equals(hash) -> {
                // touched, or back to what is known
            }
            case Parsed.Ok<PolicyFile>(PolicyFile text) -> {
                hash = text.sha256();
                take(text);
            }
            case Parsed.Bad<PolicyFile>(List<Problem> problems) -> {
                hash = "";
                refuse("", problems.getFirst().toString());
            }
        }
    }

    private void take(PolicyFile text) {
        List<PolicyFile> files = List.of(text);
        Parsed<CheckedPolicy> checked = CheckedPolicy.of(new PolicySources(files, flags));
        List<Problem> problems = checked instanceof Parsed.Ok<CheckedPolicy>(CheckedPolicy next)
                ? first.fixedParts(next.effective())
                : checked.problems();
        if (!problems.isEmpty()) {
            refuse(text.sha256(), problems.getFirst().toString());
            return;
        }
        String why = gateway.adopt(files);
        if (!why.isEmpty()) {
            warnings.accept("the policy before stays in force: " + why);
        }
        if (why.isEmpty() && checked instanceof Parsed.Ok<CheckedPolicy>(CheckedPolicy next)) {
            current = next.effective().policy();
        }
        policy.settled(new SandboxPolicy.Outcome(text.sha256(), why.isEmpty(), why));
    }

    private void refuse(String sha256, String problem) {
        String line = problem.lines().findFirst().orElse(problem);
        gateway.unfit(line);
        warnings.accept("the policy before stays in force: " + line);
        policy.settled(new SandboxPolicy.Outcome(sha256, false, line));
    }

    @Override
    public void close() {
        over.countDown();
    }
}
