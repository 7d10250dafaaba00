package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names under which addresses are looked up backwards: in-addr.arpa (RFC 1035) and ip6.arpa (RFC 3596). */
final class ReverseName {
    private static final String V4_SUFFIX = ".in-addr.arpa";
    private static final String V6_SUFFIX = ".ip6.arpa";
    private static final int V4_LABELS = 4;
    private static final int V6_LABELS = 32;

    private ReverseName() {}

    /** The address that the name asks about, or null when it is no whole address. */
    static @Nullable IpAddress address(HostName name) {
        String text = name.ascii();
        if (text.endsWith(V4_SUFFIX)) {
            return v4(labels(text, V4_SUFFIX));
        }
        return text.endsWith(V6_SUFFIX) ? v6(labels(text, V6_SUFFIX)) : null;
    }

    private static List<String> labels(String text, String suffix) {
        return List.of(text.substring(0, text.length() - suffix.length()).split("\\.", -1));
    }

    private static @Nullable IpAddress v4(List<String> labels) {
        if (labels.size() != V4_LABELS) {
            return null;
        }
        int bits = 0;
        for (String label : labels.reversed()) {
            if (!label.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(label) > 0xff) {
                return null;
            }
            bits = (bits << 8) | Integer.parseInt(label);
        }
        return IpAddress.v4(bits);
    }

    private static @Nullable IpAddress v6(List<String> labels) {
        if (labels.size() != V6_LABELS) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (String label : labels.reversed()) {
            if (!label.matches("[0-9a-f]")) {
                return null;
            }
            high = (high << 4) | (low >>> 60);
            low = (low << 4) | Character.digit(label.charAt(0), 16);
        }
        return IpAddress.v6(high, low);
    }
}
