package dev.exeat.gateway.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Builds ClientHellos, right and wrong ones, apart from the code under test. */
final class Hello {
    private String version = "0303";
    private byte[] session = vector8(new byte[32]);
    private byte[] suites = vector16(hex("1301 1302 c02b"));
    private byte[] compression = vector8(hex("00"));
    private final List<byte[]> extensions = new ArrayList<>();

    static Hello to(String name) {
        return new Hello().serverName(name);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] vector8(byte[] content) {
        return join(hex("%02x".formatted(content.length)), content);
    }

    static byte[] vector16(byte[] content) {
        return join(hex("%04x".formatted(content.length)), content);
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One handshake record with that content. */
    static byte[] record(byte[] content) {
        return join(hex("160301"), vector16(content));
    }

    /** Any handshake message, cut into records of at most that many bytes. */
    static byte[] records(byte[] message, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += most) {
            out.writeBytes(record(Arrays.copyOfRange(message, at, Math.min(message.length, at + most))));
        }
        return out.toByteArray();
    }

    /** A handshake message of type client_hello with that body. */
    static byte[] message(byte[] body) {
        return join(hex("01%06x".formatted(body.length)), body);
    }

    Hello version(String octets) {
        version = octets;
        return this;
    }

    /** The session id with its length, as given. */
    Hello session(String octets) {
        session = hex(octets);
        return this;
    }

    /** The cipher suites with their length, as given. */
    Hello suites(String octets) {
        suites = hex(octets);
        return this;
    }

    /** The compression methods with their length, as given. */
    Hello compression(String octets) {
        compression = hex(octets);
        return this;
    }

    Hello extension(int type, byte[] content) {
        extensions.add(join(hex("%04x".formatted(type)), vector16(content)));
        return this;
    }

    Hello extension(int type, String octets) {
        return extension(type, hex(octets));
    }

    Hello serverName(String name) {
        return extension(0, vector16(join(hex("00"), vector16(latin(name)))));
    }

    Hello protocols(String... names) {
        return extension(
                16,
                vector16(join(Arrays.stream(names).map(n -> vector8(latin(n))).toArray(byte[][]::new))));
    }

    /** As many bytes of padding (RFC 7685) as make the message that long. */
    Hello paddedTo(int octets) {
        return extension(21, new byte[octets - message().length - 4]);
    }

    /** What comes before the extensions. */
    byte[] head() {
        return join(hex(version), new byte[32], session, suites, compression);
    }

    byte[] body() {
        return join(head(), vector16(join(extensions.toArray(byte[][]::new))));
    }

    byte[] message() {
        return message(body());
    }

    /** The hello in one record. */
    byte[] record() {
        return record(message());
    }
}
