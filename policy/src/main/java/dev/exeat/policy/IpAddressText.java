package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text form of addresses: strict reading (RFC 4291 section 2.2, no legacy IPv4 spellings) and RFC 5952 printing. */
final class IpAddressText {
    private static final int LONGEST = 45;
    private static final String V4_FIX =
            "write four decimal numbers from 0 to 255 without leading zeros, for example '192.0.2.1'";
    private static final String V6_FIX =
            "write eight groups of hexadecimal digits or shorten them with one '::', for example '2001:db8::1'";

    private IpAddressText() {}

    static Parsed<IpAddress> parse(String text) {
        if (text.indexOf('%') >= 0) {
            return Parsed.bad(
                    "address-zone",
                    "address " + Quoted.of(text) + " has a zone after '%', which means nothing outside of one host",
                    "write the address without the '%' and what follows");
        }
        if (text.indexOf(':') >= 0) {
            IpAddress v6 = text.length() > LONGEST ? null : v6(text);
            return v6 != null ? Parsed.ok(v6) : invalid(text, "IPv6", V6_FIX);
        }
        Long v4 = v4(text);
        return v4 != null ? Parsed.ok(new IpAddress(Family.V4, 0, v4)) : badV4(text);
    }

    private static Parsed<IpAddress> badV4(String text) {
        String plain = withoutLeadingZeros(text);
        if (!plain.equals(text) && v4(plain) != null) {
            return Parsed.bad(
                    "address-leading-zero",
                    "address " + Quoted.of(text) + " has a leading zero, which some programs read as octal",
                    "write " + Quoted.of(plain) + " if that is what you mean");
        }
        return invalid(text, "IPv4", V4_FIX);
    }

    private static Parsed<IpAddress> invalid(String text, String family, String fix) {
        return Parsed.bad("address-invalid", Quoted.of(text) + " is not an " + family + " address", fix);
    }

    private static String withoutLeadingZeros(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : (text.length() > LONGEST ? "" : text).split("\\.", -1)) {
            int start = 0;
            while (start < part.length() - 1 && part.charAt(start) == '0') {
                start++;
            }
            parts.add(part.substring(start));
        }
        return String.join(".", parts);
    }

    private static @Nullable Long v4(String text) {
        String[] parts = text.length() > 15 ? new String[0] : text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        long bits = 0;
        for (String part : parts) {
            int octet = AsciiNumber.parse(part, 3);
            if (octet < 0 || octet > 255) {
                return null;
            }
            bits = bits << 8 | octet;
        }
        return bits;
    }

    private static @Nullable IpAddress v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            List<Integer> all = groups(text, true);
            return all != null && all.size() == 8 ? assemble(all, List.of()) : null;
        }
        // The groups after the gap may not have another gap: an empty group is refused by groups().
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        List<Integer> head = before.isEmpty() ? List.of() : groups(before, false);
        List<Integer> tail = after.isEmpty() ? List.of() : groups(after, true);
        return head != null && tail != null && head.size() + tail.size() <= 7 ? assemble(head, tail) : null;
    }

    private static @Nullable List<Integer> groups(String text, boolean mayEndInV4) {
        List<Integer> groups = new ArrayList<>();
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Long v4 = mayEndInV4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0 ? v4(parts[i]) : null;
            if (v4 != null) {
                groups.add((int) (v4 >>> 16));
                groups.add((int) (v4 & 0xffff));
            } else {
                int group = group(parts[i]);
                if (group < 0) {
                    return null;
                }
                groups.add(group);
            }
        }
        return groups;
    }

    private static int group(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            // Character.digit takes full-width and other digits too.
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IpAddress assemble(List<Integer> head, List<Integer> tail) {
        int[] groups = new int[8];
        for (int i = 0; i < head.size(); i++) {
            groups[i] = head.get(i);
        }
        for (int i = 0; i < tail.size(); i++) {
            groups[8 - tail.size() + i] = tail.get(i);
        }
        return IpAddress.v6(half(groups, 0), half(groups, 4));
    }

    private static long half(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + 4; i++) {
            bits = bits << 16 | groups[i];
        }
        return bits;
    }

    static String print(IpAddress address) {
        return switch (address.family()) {
            case V4 -> dotted(address.low());
            case V6 ->
                address.high() == 0 && address.low() >>> 32 == 0xffff
                        ? "::ffff:" + dotted(address.low())
                        : hex(address);
        };
    }

    private static String dotted(long low) {
        return (low >>> 24 & 255) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }

    private static String hex(IpAddress address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? address.high() : address.low()) >>> (48 - 16 * (i & 3)) & 0xffff);
        }
        int start = 0;
        int longest = 1; // RFC 5952 section 4.2.2: a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int length = zeros(groups, i);
            if (length > longest) {
                start = i;
                longest = length;
            }
        }
        return longest == 1 ? join(groups, 0, 8) : join(groups, 0, start) + "::" + join(groups, start + longest, 8);
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < 8 && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static String join(int[] groups, int from, int to) {
        List<String> parts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            parts.add(Integer.toHexString(groups[i]).toLowerCase(Locale.ROOT));
        }
        return String.join(":", parts);
    }
}
