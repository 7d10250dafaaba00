package dev.exeat.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The blocks. */
final class SpecialPurposeTable {
    private static final Map<AddressBlock, String> BLOCKS = blocks();

    private SpecialPurposeTable() {}

    static Optional<String> find(IpAddress address) {
        return BLOCKS.entrySet().stream()
                .filter(entry -> entry.getKey().contains(address))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Map<AddressBlock, String> blocks() {
        Map<AddressBlock, String> blocks = new LinkedHashMap<>();
        blocks.put(AddressBlock.parse("10.0.0.0/8").orElseThrow(), "private");
        return blocks;
    }
}
