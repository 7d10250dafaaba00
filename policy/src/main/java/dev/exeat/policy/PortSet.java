package dev.exeat.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of TCP ports.
 *
 * @param ranges ascending, without overlaps and without neighbours that touch; empty for the empty set
 */
public record PortSet(List<Range> ranges) {
    /** Every port, 1 to 65535. */
    public static final PortSet ALL = range(1, 65535);
    /** 80 and 443. */
    public static final PortSet WEB = of(80, 443);
    /** No port. */
    public static final PortSet NONE = new PortSet(List.of());

    /**
     * The ports from {@code first} to {@code last}, both included.
     *
     * @param first 1 to 65535
     * @param last {@code first} to 65535
     */
    public record Range(int first, int last) {
        public Range {
            if (first < 1 || last > 65535 || first > last) {
                throw new IllegalArgumentException("ports " + first + "-" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public PortSet {
        ranges = merged(ranges);
    }

    /** The set of these ports. */
    public static PortSet of(int... ports) {
        List<Range> ranges = new ArrayList<>();
        for (int port : ports) {
            ranges.add(new Range(port, port));
        }
        return new PortSet(ranges);
    }

    /** The ports from {@code first} to {@code last}, both included. */
    public static PortSet range(int first, int last) {
        return new PortSet(List.of(new Range(first, last)));
    }

    /** Reads one port ({@code 443}) or one range ({@code 8000-8010}): ASCII digits, no leading zero, 1 to 65535. */
    public static Parsed<PortSet> parse(String text) {
        int dash = text.indexOf('-');
        int first = port(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : port(text.substring(dash + 1));
        if (first < 0 || last < 0) {
            return Parsed.bad(
                    "port-invalid",
                    "port " + Quoted.of(text) + " is not a number from 1 to 65535 or a range of two",
                    "write for example '443' or '8000-8010'");
        }
        if (first > last) {
            return Parsed.bad(
                    "port-range",
                    "port range " + Quoted.of(text) + " goes backwards",
                    "write '" + last + "-" + first + "'");
        }
        return Parsed.ok(range(first, last));
    }

    /** Reads one port strictly: ASCII digits, no leading zero, 1 to 65535; -1 for anything else. */
    static int port(String text) {
        int port = AsciiNumber.parse(text, 5);
        return port < 1 || port > 65535 ? -1 : port;
    }

    /** Whether the port is in the set. */
    public boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.first <= port && port <= range.last);
    }

    /** Whether no port is in the set. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The ports of either set. */
    public PortSet plus(PortSet other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new PortSet(all);
    }

    /** The ports of this set that are not in the other one. */
    public PortSet minus(PortSet other) {
        List<Range> left = new ArrayList<>();
        for (Range range : ranges) {
            int next = range.first;
            for (Range hole : other.ranges) {
                if (hole.first > next && next <= range.last) {
                    left.add(new Range(next, Math.min(hole.first - 1, range.last)));
                }
                next = Math.max(next, hole.last + 1);
            }
            if (next <= range.last) {
                left.add(new Range(next, range.last));
            }
        }
        return new PortSet(left);
    }

    private static List<Range> merged(List<Range> ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && range.first <= before.last + 1) {
                merged.set(merged.size() - 1, new Range(before.first, Math.max(before.last, range.last)));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }

    /** {@code 80,443} or {@code 8000-8010}. */
    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
