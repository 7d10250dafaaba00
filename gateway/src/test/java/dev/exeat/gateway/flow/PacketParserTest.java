package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketParserTest {
    private static final String V4 = "4500001c000040004011";
    private static final String TO = "0000c6120001cb007107";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "none",
            value = {
                "udp,               45 00 001c 0000 4000 40 11 0000 c6120001 cb007107 a000 01bb 0008 0000, 203.0.113.7 udp 443 udp",
                "icmp,              45 00 001c 0000 4000 40 01 0000 c6120001 cb007107 0800 0000 0000 0000, 203.0.113.7 icmp 0 icmp",
                "sctp,              45 00 0020 0000 4000 40 84 0000 c6120001 cb007107 a000 0050 0000 0000, 203.0.113.7 sctp 80 protocol",
                "gre,               45 00 0018 0000 4000 40 2f 0000 c6120001 cb007107 0000 0800, 203.0.113.7 gre 0 protocol",
                "with options,      46 00 0020 0000 4000 40 11 0000 c6120001 cb007107 01010101 a000 01bb 0008 0000, 203.0.113.7 udp 443 udp",
                "later fragment,    45 00 001c 0000 0010 40 11 0000 c6120001 cb007107 a000 01bb 0008 0000, 203.0.113.7 udp 0 udp",
                "cut before ports,  45 00 001c 0000 4000 40 11 0000 c6120001 cb007107 a0, 203.0.113.7 udp 0 udp",
                "short header,      45 00 001c 0000 4000 40 11 0000 c6120001 cb0071, none",
                "lying header,      4f 00 001c 0000 4000 40 11 0000 c6120001 cb007107 a000 01bb 0008 0000, none",
                "tiny header,       41 00 001c 0000 4000 40 11 0000 c6120001 cb007107 a000 01bb 0008 0000, none",
                "not IP,            55 00 001c 0000 4000 40 11 0000 c6120001 cb007107 a000 01bb 0008 0000, none",
                "udp6,              60000000 0008 11 40 fd650000000000000000000000000001 20010db8000000000000000000000007 a000 01bb 0008 0000, 2001:db8::7 udp 443 udp",
                "icmp6,             60000000 0008 3a 40 fd650000000000000000000000000001 20010db8000000000000000000000007 8000 0000 0000 0000, 2001:db8::7 icmpv6 0 icmp",
                "extension,         60000000 0010 3c 40 fd650000000000000000000000000001 20010db8000000000000000000000007 1100 000000000000 a000 01bb 0008 0000, 2001:db8::7 udp 443 udp",
                "fragment6,         60000000 0010 2c 40 fd650000000000000000000000000001 20010db8000000000000000000000007 1100 0008 00000000 a000 01bb 0008 0000, 2001:db8::7 udp 0 udp",
            })
    void headsAreRead(String name, String packet, String expected) {
        RefusedPacket read = PacketParser.parse(HexFormat.of().parseHex(packet.replace(" ", "")));
        String found = read == null
                ? null
                : read.destination() + " " + read.protocol() + " " + read.port() + " " + read.reason();
        assertThat(found).isEqualTo(expected);
    }

    private static byte[] message(byte[] payload) {
        int attribute = 4 + payload.length;
        ByteBuffer out = ByteBuffer.allocate(20 + 8 + (attribute + 3 & ~3)).order(ByteOrder.nativeOrder());
        out.putInt(out.capacity())
                .putShort((short) 0x400)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        out.putShort((short) 8).putShort((short) 1).putInt(0);
        out.putShort((short) attribute).putShort((short) 9).put(payload);
        return out.array();
    }

    @Test
    void packetsAreTakenOutOfSeveralMessages() {
        byte[] packet = HexFormat.of().parseHex(V4 + TO + "a00001bb00080000");
        byte[] one = message(packet);
        byte[] two = ByteBuffer.allocate(one.length * 2).put(one).put(one).array();
        assertThat(PacketLogParser.packets(two))
                .hasSize(2)
                .allSatisfy(p -> assertThat(p).isEqualTo(packet));
        assertThat(PacketParser.parse(packet))
                .hasToString("RefusedPacket[destination=203.0.113.7, protocol=udp, port=443]");
    }

    @Test
    void lengthsThatLieEndTheReading() {
        byte[] message = message(new byte[28]);
        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(0, message.length + 1);
        assertThat(PacketLogParser.packets(message)).isEmpty();
        byte[] attribute = message(new byte[28]);
        ByteBuffer.wrap(attribute).order(ByteOrder.nativeOrder()).putShort(28, (short) 0xfff0);
        assertThat(PacketLogParser.packets(attribute)).isEmpty();
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesAreReadOrPassedOver(byte[] bytes) {
        read(bytes);
    }

    @Test
    void randomlyChangedMessagesAreReadOrPassedOver() {
        Random random = new Random(3);
        byte[] good = message(HexFormat.of().parseHex(V4 + TO + "a00001bb00080000"));
        for (int i = 0; i < 50_000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length + 8));
            for (int c = 0; c < 4 && bad.length > 0; c++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            read(bad);
        }
    }

    private static void read(byte[] bytes) {
        PacketLogParser.packets(bytes).forEach(PacketParser::parse);
        PacketParser.parse(bytes);
    }
}
