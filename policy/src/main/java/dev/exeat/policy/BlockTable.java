package dev.exeat.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Blocks with what they are called, the most specific first: the first that contains an address names it. */
final class BlockTable {
    private final Map<AddressBlock, String> names;

    private BlockTable(Map<AddressBlock, String> names) {
        this.names = names;
    }

    /** Reads lines of {@code block name}. */
    static BlockTable of(String lines) {
        Map<AddressBlock, String> names = new LinkedHashMap<>();
        lines.lines()
                .map(line -> line.split(" ", 2))
                .forEach(part -> names.put(AddressBlock.parse(part[0]).orElseThrow(), part[1].strip()));
        return new BlockTable(names);
    }

    Optional<String> find(IpAddress address) {
        return names.entrySet().stream()
                .filter(entry -> entry.getKey().contains(address))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether every address of the block is in one of the table's. */
    boolean covers(AddressBlock block) {
        return names.keySet().stream().anyMatch(own -> own.contains(block));
    }
}
