package dev.exeat.policy;

import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A small fixed set of code points, written as hexadecimal ranges. */
final class CodePoints {
    private final NavigableMap<Integer, Integer> lastByFirst = new TreeMap<>();

    private CodePoints() {}

    /** Reads {@code "DF 6FD-6FE"}. */
    static CodePoints of(String ranges) {
        CodePoints set = new CodePoints();
        for (String range : ranges.split(" ", -1)) {
            String[] ends = range.split("-", -1);
            set.lastByFirst.put(HexFormat.fromHexDigits(ends[0]), HexFormat.fromHexDigits(ends[ends.length - 1]));
        }
        return set;
    }

    boolean contains(int codePoint) {
        var range = lastByFirst.floorEntry(codePoint);
        return range != null && codePoint <= range.getValue();
    }
}
