package dev.exeat.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of one kind, found by hash: one look-up for each label of a name, one for each prefix length in use for an address. The work
 * for a decision grows with the name and with the rules that match it, not with the number of rules.
 */
final class RuleIndex {
    private record Numbered(int number, Rule rule) {}

    private final Map<String, List<Numbered>> byBase = new HashMap<>();
    private final Map<AddressBlock, List<Numbered>> byBlock = new HashMap<>();
    private final List<Prefix> prefixes;

    private record Prefix(Family family, int length) {}

    RuleIndex(List<Rule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            Numbered numbered = new Numbered(i, rules.get(i));
            switch (numbered.rule.scope()) {
                case Rule.Scope.Names(DomainPattern pattern) ->
                    add(byBase, pattern.base().ascii(), numbered);
                case Rule.Scope.Addresses(AddressBlock block) -> add(byBlock, block, numbered);
            }
        }
        prefixes = byBlock.keySet().stream()
                .map(block -> new Prefix(block.base().family(), block.prefix()))
                .distinct()
                .toList();
    }

    private static <K> void add(Map<K, List<Numbered>> map, K key, Numbered rule) {
        map.computeIfAbsent(key, absent -> new ArrayList<>()).add(rule);
    }

    /** The rules for this name or address on any port, in the order in which they were written. */
    List<Rule> find(Target target) {
        List<Numbered> found = switch (target) {
            case Target.Name(HostName name) -> find(name);
            case Target.Literal(IpAddress address) -> find(address);
        };
        return found.stream()
                .filter(numbered -> numbered.rule.matches(target))
                .sorted(Comparator.comparingInt(Numbered::number))
                .map(Numbered::rule)
                .toList();
    }

    private List<Numbered> find(HostName name) {
        List<Numbered> found = new ArrayList<>();
        String rest = name.ascii();
        int dot = rest.indexOf('.');
        found.addAll(byBase.getOrDefault(rest, List.of()));
        while (dot >= 0) {
            rest = rest.substring(dot + 1);
            found.addAll(byBase.getOrDefault(rest, List.of()));
            dot = rest.indexOf('.');
        }
        return found;
    }

    private List<Numbered> find(IpAddress address) {
        List<Numbered> found = new ArrayList<>();
        for (Prefix prefix : prefixes) {
            if (prefix.family == address.family()) {
                AddressBlock block = new AddressBlock(address.masked(prefix.length), prefix.length);
                found.addAll(byBlock.getOrDefault(block, List.of()));
            }
        }
        return found;
    }
}
