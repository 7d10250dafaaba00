package dev.exeat.gateway.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Builds and reads DNS messages for tests, apart from the code under test. */
final class Messages {
    /** An OPT record: 1232 octets, version 0, no flags. */
    static final String OPT = "00 0029 04d0 00000000 0000";

    private Messages() {}

    record Decoded(int id, int flags, int code, int questions, String question, List<String> answers, String error) {
        boolean truncated() {
            return (flags & 0x0200) != 0;
        }

        boolean authenticated() {
            return (flags & 0x0020) != 0;
        }
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] name(String dotted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : dotted.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.toByteArray();
    }

    static byte[] query(int id, String dotted, int type) {
        return join(hex("%04x 0100 0001 0000 0000 0000".formatted(id)), name(dotted), hex("%04x 0001".formatted(type)));
    }

    static byte[] ednsQuery(int id, String dotted, int type) {
        byte[] message = join(query(id, dotted, type), hex(OPT));
        message[11] = 1;
        return message;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] record(String owner, int type, long ttl, byte[] data) {
        return join(name(owner), hex("%04x 0001 %08x %04x".formatted(type, ttl, data.length)), data);
    }

    /** An answer to a query as it came: its id and question, then these records. */
    static byte[] reply(byte[] query, int flags, List<byte[]> answers, List<byte[]> authorities) {
        byte[] question = java.util.Arrays.copyOfRange(query, 12, query.length);
        byte[] head = hex("%02x%02x %04x 0001 %04x %04x 0000"
                .formatted(query[0], query[1], flags, answers.size(), authorities.size()));
        return join(head, question, join(answers.toArray(byte[][]::new)), join(authorities.toArray(byte[][]::new)));
    }

    static Decoded decode(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        int id = u16(in);
        int flags = u16(in);
        int questions = u16(in);
        int answers = u16(in);
        u16(in);
        int additionals = u16(in);
        String question = "";
        for (int i = 0; i < questions; i++) {
            question = name(in) + " " + u16(in) + " " + u16(in);
        }
        List<String> records = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            records.add(record(in));
        }
        String error = additionals == 1 ? opt(in) : "no OPT";
        if (in.hasRemaining()) {
            throw new IllegalStateException("octets after the message");
        }
        return new Decoded(id, flags, flags & 0xf, questions, question, records, error);
    }

    private static String record(ByteBuffer in) {
        if (u16(in) != 0xc00c) {
            throw new IllegalStateException("owner is not the question");
        }
        int type = u16(in);
        u16(in);
        long ttl = in.getInt();
        byte[] data = new byte[u16(in)];
        in.get(data);
        return type + " " + ttl + " " + HexFormat.of().formatHex(data);
    }

    private static String opt(ByteBuffer in) {
        if (in.get() != 0 || u16(in) != 41) {
            throw new IllegalStateException("not OPT");
        }
        u16(in);
        in.getInt();
        if (u16(in) == 0) {
            return "none";
        }
        if (u16(in) != 15) {
            throw new IllegalStateException("not an extended error");
        }
        byte[] option = new byte[u16(in)];
        in.get(option);
        return ((option[0] & 0xff) << 8 | option[1] & 0xff) + " "
                + new String(option, 2, option.length - 2, StandardCharsets.UTF_8);
    }

    private static String name(ByteBuffer in) {
        StringBuilder text = new StringBuilder();
        for (int length = in.get(); length > 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            text.append(text.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }
}
