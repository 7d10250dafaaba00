package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the addresses behind an allowed flow, the whole set at once. */
final class AddressScreen {
    private final RuleIndex denies;
    private final RuleIndex allows;

    AddressScreen(RuleIndex denies, RuleIndex allows) {
        this.denies = denies;
        this.allows = allows;
    }

    Decision judge(Flow flow, Decision allowed, List<IpAddress> addresses, LocalAddresses own) {
        if (addresses.isEmpty()) {
            return Decision.deny(DenyReason.NO_ADDRESS);
        }
        Rule rule = allowed.rule();
        if (rule != null && rule.effect() == Rule.Effect.HOST_SERVICE) {
            return addresses.stream().allMatch(Floor::isLoopback) ? allowed : Decision.deny(DenyReason.FLOOR_ADDRESS);
        }
        for (IpAddress address : addresses) {
            Decision refused = refused(address, flow.port(), own);
            if (refused != null) {
                return refused;
            }
        }
        return judgeSpecial(flow, allowed, addresses);
    }

    /** What no allow rule opens: the host's own addresses, the floor, and what a deny rule names. */
    private @Nullable Decision refused(IpAddress address, int port, LocalAddresses own) {
        List<IpAddress> judged = new ArrayList<>(EmbeddedAddresses.of(address));
        judged.addFirst(address);
        Optional<DenyReason> floor = Floor.of(address);
        if (floor.isPresent()) {
            return Decision.deny(floor.get());
        }
        if (judged.stream().anyMatch(own::isLocal)) {
            return Decision.deny(DenyReason.HOST_ADDRESS);
        }
        return judged.stream()
                .flatMap(each -> denies.find(Target.of(each)).stream())
                .filter(rule -> rule.ports().contains(port))
                .findFirst()
                .map(rule -> Decision.deny(DenyReason.DENIED_BY_RULE, rule))
                .orElse(null);
    }

    private Decision judgeSpecial(Flow flow, Decision allowed, List<IpAddress> addresses) {
        long special = addresses.stream()
                .filter(address -> SpecialPurpose.of(address).isPresent())
                .count();
        if (special == 0 || opensSpecial(flow)) {
            return allowed;
        }
        return Decision.deny(
                special == addresses.size() ? DenyReason.SPECIAL_PURPOSE_ADDRESS : DenyReason.MIXED_ADDRESSES,
                allowed.rule());
    }

    /** A name needs a rule that says private; a literal is opened by the rule for its block. */
    private boolean opensSpecial(Flow flow) {
        Stream<Rule> rules =
                allows.find(flow.target()).stream().filter(rule -> rule.ports().contains(flow.port()));
        return switch (flow.target()) {
            case Target.Name ignored -> rules.anyMatch(rule -> rule.effect() == Rule.Effect.ALLOW_PRIVATE);
            case Target.Literal ignored -> rules.findAny().isPresent();
        };
    }
}
