package dev.exeat.gateway;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.EffectivePolicy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a running gateway is told about its policy: other files ({@code document}, {@code text}, then {@code adopt NUMBER}, answered by
 * {@code adopted NUMBER} or {@code refused NUMBER PROBLEM}), files that its owner has refused already ({@code unfit PROBLEM}), and names
 * that must be reached ({@code reach NUMBER HOST:PORT}, answered by {@code reached NUMBER} or {@code unreached NUMBER WHY}). A policy with
 * any problem is refused whole, and the one before stays.
 */
final class PolicyOrders {
    private final PolicyFlags flags;
    private final EffectivePolicy first;
    private final Gateway gateway;
    private final ControlOutput out;
    private final DocumentLines documents = new DocumentLines();

    /** Orders to a gateway that began with {@code first}; what cannot change while it runs is compared with that. */
    PolicyOrders(PolicyFlags flags, EffectivePolicy first, Gateway gateway, ControlOutput out) {
        this.flags = flags;
        this.first = first;
        this.gateway = gateway;
        this.out = out;
    }

    /** Obeys the line if it is about the policy. */
    boolean take(String line) {
        if (documents.take(line)) {
            return true;
        }
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "adopt" -> adopt(rest);
            case "unfit" -> refused(rest);
            case "reach" -> reach(rest);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void adopt(String number) {
        List<PolicyFile> files = new ArrayList<>();
        Parsed<EffectivePolicy> read = documents.files().flatMap(given -> {
            files.addAll(given);
            return new PolicySources(given, flags).read();
        });
        List<Problem> problems = read instanceof Parsed.Ok<EffectivePolicy>(EffectivePolicy next)
                ? first.fixedParts(next)
                : read.problems();
        if (read instanceof Parsed.Ok<EffectivePolicy>(EffectivePolicy next) && problems.isEmpty()) {
            adopt(number, next, files);
        } else {
            String problem = problems.getFirst().toString();
            refused(problem.lines().findFirst().orElse(problem));
            out.say("refused " + number + " " + problem);
        }
    }

    private void adopt(String number, EffectivePolicy next, List<PolicyFile> files) {
        String hashes = String.join(
                " ", files.stream().map(file -> "sha256:" + file.sha256()).toList());
        try {
            gateway.adopt(
                    next.policy(),
                    (hashes + ", " + PolicySummary.of(next.policy()).text()).strip());
            out.say("adopted " + number);
        } catch (IOException unrecorded) {
            // what cannot be recorded is not done; new connections are denied as long as that lasts
            out.say("refused " + number + " " + unrecorded.getMessage());
        }
    }

    private void refused(String problem) {
        try {
            gateway.refused(problem);
        } catch (IOException unrecorded) {
            // nothing was changed; the journal counts what it lost and has told the operator
        }
    }

    private void reach(String rest) {
        String[] words = rest.split(" ", 2);
        Parsed<HostPort> target = HostPort.parse(words.length > 1 ? words[1] : "");
        switch (target) {
            case Parsed.Ok<HostPort>(HostPort place) -> reach(words[0], place.flow());
            case Parsed.Bad<HostPort>(List<Problem> problems) ->
                out.say("unreached " + words[0] + " " + problems.getFirst().message());
        }
    }

    private void reach(String number, Flow flow) {
        var _ = gateway.reach(flow).whenComplete((why, broken) -> {
            String said = broken == null ? why : String.valueOf(broken.getMessage());
            out.say(said.isEmpty() ? "reached " + number : "unreached " + number + " " + said);
        });
    }
}
