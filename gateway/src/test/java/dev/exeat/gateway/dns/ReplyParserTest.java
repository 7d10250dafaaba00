package dev.exeat.gateway.dns;

import static dev.exeat.gateway.dns.Messages.hex;
import static dev.exeat.gateway.dns.Messages.join;
import static dev.exeat.gateway.dns.Messages.name;
import static dev.exeat.gateway.dns.Messages.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplyParserTest {
    private static final UpstreamQuery QUERY =
            new UpstreamQuery(0x4242, new WireName(name("aPi.eXample")), RecordType.A);
    private static final int OK = 0x8180;
    private static final byte[] SOA = record(
            "example", 6, 600, join(name("ns.example"), name("mail.example"), hex("00000001".repeat(4) + "0000001e")));

    private static byte[] a(String owner, String address) {
        return record(owner, 1, 100, IpAddress.parse(address).orElseThrow().bytes());
    }

    private static byte[] cname(String owner, String target) {
        return record(owner, 5, 50, name(target));
    }

    private static UpstreamReply parse(int flags, byte[]... answers) {
        return ReplyParser.parse(QUERY, Messages.reply(QUERY.bytes(), flags, List.of(answers), List.of()), false);
    }

    private static void assertBad(UpstreamReply reply, String why) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        UpstreamReply.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private static Resolution answered(UpstreamReply reply) {
        assertThat(reply).isInstanceOf(UpstreamReply.Answered.class);
        return ((UpstreamReply.Answered) reply).resolution();
    }

    private static List<String> addresses(UpstreamReply reply) {
        return ((Resolution.Addresses) answered(reply))
                .addresses().stream().map(IpAddress::toString).toList();
    }

    @Test
    void addressesAtTheEndOfTheChainAreTheAnswer() {
        assertThat(answered(parse(
                        OK,
                        cname("api.example", "edge.example"),
                        a("edge.example", "192.0.2.1"),
                        a("edge.example", "192.0.2.2"))))
                .isEqualTo(new Resolution.Addresses(
                        List.of(IpAddress.v4(0xc0000201), IpAddress.v4(0xc0000202)),
                        List.of(HostName.parseWire("edge.example").orElseThrow()),
                        Duration.ofSeconds(50)));
    }

    @Test
    @Tag("B-044")
    void recordsOfOtherNamesAreNotRead() {
        byte[] message = Messages.reply(
                QUERY.bytes(),
                OK,
                List.of(a("bank.example", "192.0.2.66"), a("api.example", "192.0.2.1")),
                List.of(a("api.example", "192.0.2.67"), record("bank.example", 2, 9, name("ns.evil.example"))));
        assertThat(addresses(ReplyParser.parse(QUERY, message, false))).containsExactly("192.0.2.1");
    }

    @Test
    @Tag("B-046")
    void ofFiveThousandAddressesSixtyFourAreKept() {
        List<byte[]> many = new ArrayList<>();
        for (int i = 0; i < 2_600; i++) {
            many.add(join(hex("c00c 0001 0001 00000064 0004 c633"), new byte[] {(byte) (i >> 8), (byte) i}));
        }
        byte[] message = Messages.reply(QUERY.bytes(), OK, many, List.of());
        assertThat(addresses(ReplyParser.parse(QUERY, message, true)))
                .hasSize(64)
                .doesNotHaveDuplicates();
        byte[] full = Arrays.copyOf(message, 65_535);
        assertThat(addresses(ReplyParser.parse(QUERY, full, true))).hasSize(64);
    }

    @Test
    @Tag("B-046")
    void wrongLengthsOfDataMakeTheAnswerUnusable() {
        assertBad(parse(OK, record("api.example", 1, 9, new byte[3])), "address of 3 octets");
        assertBad(parse(OK, record("api.example", 1, 9, new byte[16])), "address of 16 octets");
        assertBad(parse(OK, join(name("api.example"), hex("0001 0001 00000009 ffff c0000201"))), "ends early");
        assertBad(parse(OK, record("api.example", 5, 9, join(name("b.example"), new byte[1]))), "record data longer");
    }

    @Test
    @Tag("B-051")
    void aliasesThatLoopForkOrDoNotEndMakeTheAnswerUnusable() {
        assertBad(parse(OK, cname("api.example", "b.example"), cname("b.example", "api.example")), "loop");
        assertBad(parse(OK, cname("api.example", "api.example")), "loop");
        assertBad(parse(OK, cname("api.example", "b.example"), a("api.example", "192.0.2.1")), "records of its own");
        assertBad(parse(OK, cname("api.example", "b.example"), cname("api.example", "c.example")), "two aliases");
        List<byte[]> chain = new ArrayList<>(List.of(cname("api.example", "n0.example")));
        for (int i = 0; i < 20; i++) {
            chain.add(cname("n" + i + ".example", "n" + (i + 1) + ".example"));
        }
        chain.add(a("n20.example", "192.0.2.1"));
        assertBad(parse(OK, chain.toArray(byte[][]::new)), "more than 8 aliases");
    }

    @Test
    @Tag("B-051")
    void eightAliasesAreFollowedAndADnameIsNotOurs() {
        List<byte[]> chain = new ArrayList<>(List.of(record("example", 39, 9, name("example.org"))));
        chain.add(cname("api.example", "n1.example"));
        for (int i = 1; i < 8; i++) {
            chain.add(cname("n" + i + ".example", "n" + (i + 1) + ".example"));
        }
        chain.add(a("n8.example", "192.0.2.1"));
        assertThat(addresses(parse(OK, chain.toArray(byte[][]::new)))).containsExactly("192.0.2.1");
    }

    @Test
    void anAliasThatIsNoHostNameMakesTheAnswerUnusable() {
        assertBad(parse(OK, record("api.example", 5, 9, hex("03 612e62 00"))), "no host name");
    }

    @Test
    @Tag("B-030")
    @Tag("B-031")
    void pointersOfAnAnswerGoBackOnlyAndNotForEver() {
        byte[] head = Messages.reply(QUERY.bytes(), OK, List.of(), List.of());
        head[7] = 1;
        int end = head.length;
        for (int target : new int[] {end, end + 2, 0, 11, 0x3fff}) {
            byte[] record = join(hex("%04x".formatted(0xc000 | target)), hex("0001 0001 00000009 0004 c0000201"));
            assertBad(ReplyParser.parse(QUERY, join(head, record), false), "malformed");
        }
    }

    @Test
    void theSoaSaysForHowLongNothingIsThere() {
        byte[] none = Messages.reply(QUERY.bytes(), OK, List.of(), List.of(SOA));
        assertThat(answered(ReplyParser.parse(QUERY, none, false)))
                .isEqualTo(new Resolution.NoData(List.of(), Duration.ofSeconds(30)));
        byte[] noName = Messages.reply(QUERY.bytes(), OK | 3, List.of(), List.of());
        assertThat(answered(ReplyParser.parse(QUERY, noName, false)))
                .isEqualTo(new Resolution.NoName(List.of(), Duration.ZERO));
    }

    @Test
    @Tag("B-041")
    void aReferralIsNoAnswerAndIsNotFollowed() {
        List<byte[]> servers = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            servers.add(record("example", 2, 9, name("ns" + i + ".evil.example")));
        }
        byte[] message = Messages.reply(QUERY.bytes(), OK, List.of(), servers);
        assertBad(ReplyParser.parse(QUERY, message, true), "referral");
    }

    @Test
    void onlyAnAnswerToThisVeryQuestionIsOne() {
        byte[] good = Messages.reply(QUERY.bytes(), OK, List.of(a("api.example", "192.0.2.1")), List.of());
        byte[] otherId = good.clone();
        otherId[1] ^= 1;
        byte[] otherName = good.clone();
        otherName[13] = 'b';
        byte[] otherType = good.clone();
        otherType[26] = 28;
        byte[] aQuery = good.clone();
        aQuery[2] &= 0x7f;
        for (byte[] forged : List.of(otherId, otherName, otherType, aQuery, new byte[0], new byte[11])) {
            assertThat(ReplyParser.parse(QUERY, forged, false)).isInstanceOf(UpstreamReply.Unrelated.class);
        }
    }

    @Test
    void anotherCasePatternAndTruncationAreAskedAgainOverTcp() {
        byte[] lower = Messages.reply(
                new UpstreamQuery(0x4242, new WireName(name("api.example")), RecordType.A).bytes(),
                OK,
                List.of(a("api.example", "192.0.2.66")),
                List.of());
        assertThat(ReplyParser.parse(QUERY, lower, false)).isInstanceOf(UpstreamReply.AskOverTcp.class);
        assertThat(addresses(ReplyParser.parse(QUERY, lower, true))).containsExactly("192.0.2.66");
        assertThat(parse(OK | 0x0200)).isInstanceOf(UpstreamReply.AskOverTcp.class);
    }

    @Test
    void serviceRecordsAreReEncodedOrDropped() {
        UpstreamQuery srv = new UpstreamQuery(1, new WireName(name("_x._tcp.example")), RecordType.SRV);
        byte[] message = Messages.reply(
                srv.bytes(),
                OK,
                List.of(
                        record("_x._tcp.example", 33, 9, join(hex("0001 0002 01bb"), name("host.example"))),
                        record("_x._tcp.example", 33, 9, hex("0000 0000 0000 00"))),
                List.of());
        assertThat(((Resolution.Services) answered(ReplyParser.parse(srv, message, false))).targets())
                .containsExactly(new ServiceTarget.Location(
                        1, 2, 443, HostName.parseWire("host.example").orElseThrow()));
        byte[] overrun = Messages.reply(
                srv.bytes(), OK, List.of(record("_x._tcp.example", 33, 9, hex("0001 0002 01bb 05 6162"))), List.of());
        assertBad(ReplyParser.parse(srv, overrun, false), "malformed");
    }
}
