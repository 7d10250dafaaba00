package dev.exeat.engine.segment;

import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel's nft rules are the planned ones.
 *
 * @param planned the planned rules
 */
record RulesetProbe(String planned) implements Probe {
    @Override
    public String id() {
        return "ruleset";
    }

    @Override
    public String prove() throws BreachException {
        List<String> found = normal(Tool.NFT.run("", "list", "ruleset"));
        List<String> expected = normal(planned);
        if (!found.equals(expected)) {
            throw new BreachException("the packet filter is not as planned: " + difference(expected, found));
        }
        return expected.size() + " lines as planned";
    }

    private static String difference(List<String> expected, List<String> found) {
        Stream<String> missing =
                expected.stream().filter(line -> !found.contains(line)).map(line -> "missing '" + line + "'");
        Stream<String> added =
                found.stream().filter(line -> !expected.contains(line)).map(line -> "added '" + line + "'");
        return Stream.concat(missing, added).findFirst().orElse("the order differs");
    }

    /** Versions of nft print the same rule in several ways. */
    private static List<String> normal(String rules) {
        return rules.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.replace("priority filter;", "priority 0;")
                        .replace("priority dstnat;", "priority -100;")
                        .replace("reject with icmpx port-unreachable", "reject")
                        .replace("reject with icmpx type port-unreachable", "reject"))
                .toList();
    }
}
