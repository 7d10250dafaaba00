package dev.exeat.gateway.dns;

import static dev.exeat.gateway.dns.Messages.hex;
import static dev.exeat.gateway.dns.Messages.join;
import static dev.exeat.gateway.dns.Messages.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParseTest {
    private static final String HEADER = "1234 0100 0001 0000 0000 0000 ";
    private static final String NAME = "07 616c6c6f776564 07 6578616d706c65 00 ";
    private static final String A_IN = "0001 0001 ";

    @Test
    void aPlainQuestionIsRead() {
        assertThat(QueryParse.of(hex(HEADER + NAME + A_IN))).isInstanceOfSatisfying(QueryParse.Asked.class, asked -> {
            assertThat(asked.query().id()).isEqualTo(0x1234);
            assertThat(asked.query().recursionDesired()).isTrue();
            assertThat(asked.query().name()).hasToString("allowed.example");
            assertThat(asked.query().type()).isEqualTo(RecordType.A);
            assertThat(asked.query().edns()).isFalse();
            assertThat(asked.query().udpSize()).isEqualTo(512);
        });
    }

    @ParameterizedTest(name = "{0}")
    @Tag("B-009")
    @CsvSource({"IQUERY, 1", "STATUS, 2", "NOTIFY, 4", "UPDATE, 5", "DSO, 6", "unassigned, 15"})
    void otherOpcodesAreNotImplemented(String name, int opcode) {
        byte[] message = query(7, "allowed.example", 1);
        message[2] = (byte) (opcode << 3 | 1);
        assertRejected(message, ResponseCode.NOTIMP);
        assertThat(Messages.decode(AnswerEncoder.encode((QueryParse.Rejected) QueryParse.of(message)))
                        .flags())
                .isEqualTo(0x8184 | opcode << 11);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("B-010")
    @CsvSource({
        "version.bind CH TXT, 07 76657273696f6e 04 62696e64 00 0010 0003",
        "id.server CH TXT, 02 6964 06 736572766572 00 0010 0003",
        "class HS, 07 616c6c6f776564 07 6578616d706c65 00 0001 0004",
        "class ANY, 07 616c6c6f776564 07 6578616d706c65 00 0001 00ff"
    })
    void otherClassesAreRefused(String name, String question) {
        assertRejected(hex(HEADER + question), ResponseCode.REFUSED);
    }

    @ParameterizedTest
    @Tag("B-027")
    @ValueSource(ints = {0, 1, 2, 11})
    void whatIsShorterThanAHeaderIsDropped(int octets) {
        assertThat(QueryParse.of(Arrays.copyOf(hex(HEADER), octets))).isInstanceOf(QueryParse.Ignored.class);
    }

    @Test
    void anAnswerIsDropped() {
        byte[] message = query(7, "allowed.example", 1);
        message[2] |= (byte) 0x80;
        assertThat(QueryParse.of(message)).isInstanceOf(QueryParse.Ignored.class);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("B-027")
    @Tag("B-028")
    @Tag("B-030")
    @Tag("B-031")
    @Tag("B-032")
    @Tag("B-036")
    @CsvSource({
        "header only, 1234 0100 0001 0000 0000 0000",
        "no question, 1234 0100 0000 0000 0000 0000",
        "65535 questions, 1234 0100 ffff 0000 0000 0000 01 61 00 0001 0001",
        "two questions, 1234 0100 0002 0000 0000 0000 01 61 00 0001 0001 01 62 00 0001 0001",
        "an answer in a query, 1234 0100 0001 0001 0000 0000 01 61 00 0001 0001 01 61 00 0001 0001 00000000 0004 7f000001",
        "an authority record in a query, 1234 0100 0001 0000 0001 0000 01 61 00 0001 0001",
        "truncated query, 1234 0300 0001 0000 0000 0000 01 61 00 0001 0001",
        "pointer to itself, 1234 0100 0001 0000 0000 0000 c00c 0001 0001",
        "cycle of two pointers, 1234 0100 0001 0000 0000 0000 c00e c00c 0001 0001",
        "forward pointer, 1234 0100 0001 0000 0000 0000 c0ff 0001 0001",
        "pointer to offset 0, 1234 0100 0001 0000 0000 0000 c000 0001 0001",
        "pointer to offset 11, 1234 0100 0001 0000 0000 0000 c00b 0001 0001",
        "label then pointer to it, 1234 0100 0001 0000 0000 0000 01 61 c00c 0001 0001",
        "label type 40, 1234 0100 0001 0000 0000 0000 40 61 00 0001 0001",
        "label type 80, 1234 0100 0001 0000 0000 0000 80 61 00 0001 0001",
        "bit-string label 41, 1234 0100 0001 0000 0000 0000 41 08 ff 00 0001 0001",
        "label beyond the message, 1234 0100 0001 0000 0000 0000 3f 61 62",
        "name without an end, 1234 0100 0001 0000 0000 0000 01 61",
        "no class, 1234 0100 0001 0000 0000 0000 01 61 00 0001",
        "one octet of junk, 1234 0100 0001 0000 0000 0000 01 61 00 0001 0001 00",
        "ARCOUNT without a record, 1234 0100 0001 0000 0000 0001 01 61 00 0001 0001",
        "an additional that is not OPT, 1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0001 0001 00000000 0004 7f000001",
        "OPT with a name, 1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 01 61 00 0029 04d0 00000000 0000",
        "two OPT, 1234 0100 0001 0000 0000 0002 01 61 00 0001 0001 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000",
        "OPT longer than the message, 1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029 04d0 00000000 0004",
        "option longer than OPT, 1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029 04d0 00000000 0004 0008 0004"
    })
    void malformedQueriesAreFormatErrors(String name, String message) {
        assertRejected(hex(message), ResponseCode.FORMERR);
    }

    @Test
    @Tag("B-031")
    void aChainOfPointersEnds() {
        StringBuilder chain = new StringBuilder(HEADER);
        for (int i = 0; i < 128; i++) {
            chain.append("c0%02x".formatted(12 + 2 * Math.min(i + 1, 100)));
        }
        assertRejected(hex(chain + A_IN), ResponseCode.FORMERR);
    }

    @Test
    @Tag("B-036")
    void fourHundredOctetsOfJunkAreAFormatError() {
        assertRejected(join(query(7, "allowed.example", 1), new byte[400]), ResponseCode.FORMERR);
    }

    @Test
    @Tag("B-034")
    void aNameHas255OctetsAndNotOneMore() {
        assertThat(QueryParse.of(query(7, "a.".repeat(126) + "a", 1))).isInstanceOf(QueryParse.Asked.class);
        assertThat(QueryParse.of(query(7, "a.".repeat(125) + "ab.c", 1))).isInstanceOf(QueryParse.Rejected.class);
        assertThat(QueryParse.of(query(7, "a.".repeat(127) + "a", 1))).isInstanceOf(QueryParse.Rejected.class);
        String label = "x".repeat(63);
        String most = label + "." + label + "." + label + "." + "y".repeat(61);
        assertThat(QueryParse.of(query(7, most, 1))).isInstanceOf(QueryParse.Asked.class);
        assertRejected(query(7, most + "y", 1), ResponseCode.FORMERR);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("B-033")
    @CsvSource({
        "a dot inside a label, 0f 616c6c6f7765642e6578616d706c65 00",
        "a dot and a label, 09 616c6c6f7765642e65 06 78616d706c65 00",
        "NUL in a label, 08 616c6c6f77656400 07 6578616d706c65 00",
        "0xff in a label, 08 616c6c6f776564ff 07 6578616d706c65 00",
        "a backslash in a label, 08 616c6c6f7765645c 07 6578616d706c65 00",
        "a space in a label, 08 616c6c6f77656420 07 6578616d706c65 00"
    })
    void strangeLabelsAreNoHostName(String name, String wire) {
        assertThat(QueryParse.of(hex(HEADER + wire + A_IN))).isInstanceOfSatisfying(QueryParse.Asked.class, asked -> {
            assertThat(asked.query().name().hostName()).isNull();
            assertThat(asked.query().name().toString()).contains("\\").isNotEqualTo("allowed.example");
            assertThat(asked.query().name()).isNotEqualTo(new WireName(Messages.name("allowed.example")));
        });
    }

    @Test
    @Tag("B-038")
    void optionsAreReadOverAndNothingOfThemIsKept() {
        byte[] message = join(
                query(7, "allowed.example", 1),
                hex("00 0029 1000 00008000 100c fde9 1000"),
                new byte[4096],
                hex("0008 0004 00010000"));
        message[11] = 1;
        assertThat(QueryParse.of(message))
                .isEqualTo(new QueryParse.Asked(
                        new Query(7, true, new WireName(Messages.name("allowed.example")), RecordType.A, true, 1232)));
    }

    @Test
    void anotherVersionOfEdnsIsToldSo() {
        byte[] message = join(query(7, "allowed.example", 1), hex("00 0029 04d0 00010000 0000"));
        message[11] = 1;
        assertRejected(message, ResponseCode.BADVERS);
        assertThat(AnswerEncoder.encode((QueryParse.Rejected) QueryParse.of(message)))
                .isEqualTo(hex("0007 8180 0000 0000 0000 0001 00 0029 04d0 01000000 0000"));
    }

    private static void assertRejected(byte[] message, ResponseCode code) {
        assertThat(QueryParse.of(message))
                .isInstanceOfSatisfying(
                        QueryParse.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
