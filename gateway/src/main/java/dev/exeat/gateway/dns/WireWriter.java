package dev.exeat.gateway.dns;

import java.io.ByteArrayOutputStream;

/** Appends the fields of a DNS message in network order. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    WireWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    WireWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    WireWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    WireWriter name(WireName name) {
        return bytes(name.bytes());
    }

    byte[] done() {
        return out.toByteArray();
    }
}
