package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Policy;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Proves that what a policy requires can be reached: each name is looked up from inside the segment, then resolved, screened and connected
 * by the gateway. Of a rule without ports, which means 443 and 80, one of the two is enough; else every port must answer.
 */
final class RequiredNames {
    private final List<Rule> rules;
    private final Function<List<HostName>, List<ProbeResult>> lookUps;
    private final Function<Flow, String> reach;

    /**
     * What a policy requires today.
     *
     * @param lookUps asks for names inside the segment, one result for each
     * @param reach has the gateway connect; gives an empty text, or why it could not
     */
    RequiredNames(Policy today, Function<List<HostName>, List<ProbeResult>> lookUps, Function<Flow, String> reach) {
        this.rules = today.rules().stream()
                .filter(rule -> rule.required() && today.counts(rule))
                .toList();
        this.lookUps = lookUps;
        this.reach = reach;
    }

    /**
     * Makes every proof and hands each result on, so that it is in the journal.
     *
     * @return how many there were
     * @throws Failure if one failed: the command must not start
     */
    int require(String sandbox, Consumer<ProbeResult> journal) {
        if (rules.isEmpty()) {
            return 0;
        }
        List<ProbeResult> results = all();
        results.forEach(journal);
        results.stream().filter(result -> !result.passed()).findFirst().ifPresent(failed -> {
            throw Failure.of(
                    "the command was not started: what is required cannot be reached: " + failed.detail(),
                    "mend it or the policy; '--probe walls' starts without this proof, 'exeat logs " + sandbox
                            + " --probes' has all results");
        });
        return results.size();
    }

    private List<ProbeResult> all() {
        List<ProbeResult> inside =
                lookUps.apply(rules.stream().map(RequiredNames::name).toList());
        List<CompletableFuture<ProbeResult>> running = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            ProbeResult lookedUp = inside.get(i);
            running.add(
                    lookedUp.passed()
                            ? CompletableFuture.supplyAsync(() -> reached(rule), Thread::startVirtualThread)
                            : CompletableFuture.completedFuture(lookedUp));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static HostName name(Rule rule) {
        if (rule.scope() instanceof Rule.Scope.Names(var pattern)) {
            return pattern.base();
        }
        throw new IllegalArgumentException("no name is required by " + rule.origin());
    }

    private ProbeResult reached(Rule rule) {
        boolean either = rule.ports().equals(PortSet.WEB);
        List<String> failures = new ArrayList<>();
        for (int port : ports(rule)) {
            Flow flow = Flow.to(name(rule), port);
            String why = reach.apply(flow);
            if (why.isEmpty() && either) {
                return new ProbeResult("required-name", true, "'" + flow + "' was reached");
            }
            if (!why.isEmpty()) {
                failures.add("'" + flow + "': " + why);
            }
        }
        return failures.isEmpty()
                ? new ProbeResult("required-name", true, "'" + rule + "' was reached")
                : new ProbeResult("required-name", false, String.join(", ", failures));
    }

    /** The ports, TLS before plain HTTP. */
    private static List<Integer> ports(Rule rule) {
        return rule.ports().equals(PortSet.WEB)
                ? List.of(443, 80)
                : rule.ports().ranges().stream()
                        .flatMap(range -> IntStream.rangeClosed(range.first(), range.last())
                                .boxed())
                        .toList();
    }
}
