package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A domain name as bytes: length-prefixed labels and the root's zero, at most 255 octets, never compressed (RFC 1035,
 * section 3.1). Two names are equal when they differ in ASCII case only (RFC 4343).
 *
 * <p>The bytes become text in {@link #hostName()} only, and only when every label is letters, digits, hyphens and
 * underscores: a label with a literal dot in it would else read like a name that it isn't.
 */
final class WireName {
    static final int MAX_OCTETS = 255;

    private final byte[] wire;

    /** Takes bytes that {@link WireReader} checked, or that were made here. */
    WireName(byte[] wire) {
        this.wire = wire;
    }

    static WireName of(HostName name) {
        byte[] text = name.ascii().getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[text.length + 2];
        System.arraycopy(text, 0, wire, 1, text.length);
        int length = 0;
        for (int i = text.length; i >= 0; i--) {
            if (i == 0 || wire[i] == '.') {
                wire[i] = (byte) length;
                length = 0;
            } else {
                length++;
            }
        }
        return new WireName(wire);
    }

    byte[] bytes() {
        return wire.clone();
    }

    /** The canonical name, or null when these bytes are none (strange bytes in a label, the root). */
    @Nullable
    HostName hostName() {
        List<byte[]> labels = new ArrayList<>();
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
            byte[] label = Arrays.copyOfRange(wire, at + 1, at + 1 + wire[at]);
            for (byte octet : label) {
                if (!isNameByte(octet)) {
                    return null;
                }
            }
            labels.add(label);
        }
        return HostName.parseLabels(labels) instanceof Parsed.Ok<HostName>(HostName name) ? name : null;
    }

    /** The same name with the case of each letter drawn at random (draft-vixie-dnsext-dns0x20). */
    WireName withRandomCase(RandomGenerator random) {
        byte[] mixed = wire.clone();
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                if (lower(wire[i]) >= 'a' && lower(wire[i]) <= 'z' && random.nextBoolean()) {
                    mixed[i] = (byte) (mixed[i] ^ 0x20);
                }
            }
        }
        return new WireName(mixed);
    }

    /** Equal in every bit, the case of letters too. */
    boolean identical(WireName other) {
        return Arrays.equals(wire, other.wire);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof WireName that) || wire.length != that.wire.length) {
            return false;
        }
        // length octets are below 64 and so never touched by lower()
        for (int i = 0; i < wire.length; i++) {
            if (lower(wire[i]) != lower(that.wire[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (byte octet : wire) {
            hash = 31 * hash + lower(octet);
        }
        return hash;
    }

    /** For records: dots between labels, everything unusual as {@code \DDD} (RFC 1035, section 5.1). */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(wire.length);
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
            if (!text.isEmpty()) {
                text.append('.');
            }
            for (int i = at + 1; i <= at + wire[at]; i++) {
                appendEscaped(text, wire[i]);
            }
        }
        return text.isEmpty() ? "." : text.toString();
    }

    private static void appendEscaped(StringBuilder text, byte octet) {
        if (isNameByte(octet)) {
            text.append((char) lower(octet));
        } else {
            int value = octet & 0xff;
            text.append('\\').append((char) ('0' + value / 100));
            text.append((char) ('0' + value / 10 % 10)).append((char) ('0' + value % 10));
        }
    }

    private static boolean isNameByte(byte octet) {
        int lower = lower(octet);
        return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' || lower == '_';
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 0x20 : octet;
    }
}
