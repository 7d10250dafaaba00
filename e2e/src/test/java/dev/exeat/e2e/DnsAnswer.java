package dev.exeat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the upstream says to one question: a response code and records (RFC 1035 section 4). */
record DnsAnswer(int code, boolean silent, List<Entry> answers) {
    /** One resource record; {@code data} is its RDATA. */
    record Entry(String name, int type, int ttl, byte[] data) {}

    static final int A = 1;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int MX = 15;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;

    static DnsAnswer noData() {
        return new DnsAnswer(0, false, List.of());
    }

    static DnsAnswer failed(int code) {
        return new DnsAnswer(code, false, List.of());
    }

    /** No answer at all: the asker runs into its time-out. */
    static DnsAnswer silence() {
        return new DnsAnswer(0, true, List.of());
    }

    /** The addresses of one family, given as literals of that family. */
    static DnsAnswer addresses(String name, String... literals) {
        return noData().withAddresses(name, literals);
    }

    DnsAnswer withAddresses(String name, String... literals) {
        DnsAnswer all = this;
        for (String literal : literals) {
            byte[] bytes = bytes(literal);
            all = all.with(new Entry(name, bytes.length == 4 ? A : AAAA, 60, bytes));
        }
        return all;
    }

    DnsAnswer withAlias(String name, String target) {
        return with(new Entry(name, CNAME, 60, name(target)));
    }

    DnsAnswer withService(String name, int port, String target) {
        return with(new Entry(name, SRV, 60, data(out -> {
            out.writeShort(10);
            out.writeShort(5);
            out.writeShort(port);
            out.write(name(target));
        })));
    }

    DnsAnswer withMail(String name, int preference, String target) {
        return with(new Entry(name, MX, 60, data(out -> {
            out.writeShort(preference);
            out.write(name(target));
        })));
    }

    DnsAnswer withText(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return with(new Entry(name, TXT, 60, data(out -> {
            out.writeByte(bytes.length);
            out.write(bytes);
        })));
    }

    DnsAnswer with(Entry entry) {
        var all = new ArrayList<>(answers);
        all.add(entry);
        return new DnsAnswer(code, silent, List.copyOf(all));
    }

    /** The response message to {@code question}, whose first question ends at {@code end}. */
    byte[] response(byte[] question, int end) {
        return data(out -> {
            out.write(question, 0, 2);
            out.writeShort(0x8580 | code); // QR, AA, RD, RA
            out.writeShort(1);
            out.writeShort(answers.size());
            out.writeShort(answers.isEmpty() ? 1 : 0);
            out.writeShort(0);
            out.write(question, 12, end - 12);
            for (Entry entry : answers) {
                write(out, entry);
            }
            if (answers.isEmpty()) {
                write(out, new Entry("test", SOA, 30, soa()));
            }
        });
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.write(name(entry.name()));
        out.writeShort(entry.type());
        out.writeShort(1);
        out.writeInt(entry.ttl());
        out.writeShort(entry.data().length);
        out.write(entry.data());
    }

    private static byte[] soa() {
        return data(out -> {
            out.write(name("ns.test"));
            out.write(name("admin.test"));
            for (int value : new int[] {1, 3600, 600, 86400, 30}) {
                out.writeInt(value);
            }
        });
    }

    static byte[] name(String text) {
        return data(out -> {
            for (String label : text.split("\\.")) {
                out.writeByte(label.length());
                out.write(label.getBytes(StandardCharsets.US_ASCII));
            }
            out.writeByte(0);
        });
    }

    // InetAddress turns ::ffff:a.b.c.d into four bytes; the upstream must be able to answer AAAA with it
    private static byte[] bytes(String literal) {
        try {
            byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
            if (bytes.length == 16 || !literal.contains(":")) {
                return bytes;
            }
            return data(out -> {
                out.write(new byte[10]);
                out.writeShort(0xffff);
                out.write(bytes);
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(literal, e);
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] data(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
