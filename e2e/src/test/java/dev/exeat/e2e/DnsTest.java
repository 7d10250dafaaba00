package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.DnsUpstream.Question;
import dev.exeat.e2e.Session.Said;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups from inside, through dig: whichever server is asked, it is the gateway that answers. */
@EndToEnd
class DnsTest {
    private static final String SYNTHETIC4 = "198\\.1[89]\\.[0-9]+\\.[0-9]+";
    private static final String SYNTHETIC6 = "fd65:7865:6174:1:[0-9a-f:]+";

    private final Servers servers;
    private Session session;

    DnsTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void startSandbox() {
        Tools.require("dig");
        session = Session.start(
                Exeat.of(servers, Caller.ROOT),
                "--allow",
                "web.allowed.test,v4.allowed.test,v6.allowed.test",
                "--allow",
                "**.dns.test,nowhere.dns.test",
                "--allow",
                "*.many.test",
                "--deny",
                "secret.dns.test",
                "--allow",
                "tcp://service.exact.test:5060,mail.exact.test");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    private Said dig(String arguments) {
        return session.sh("dig +tries=1 +time=4 " + arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.53",
                "127.0.0.1",
                "::1",
                Places.DNS4,
                Places.DNS6,
                Places.DENIED4,
                "192.0.2.53",
                "2001:db8::53",
                "255.255.255.254"
            })
    void everyServerAddressIsAnsweredByTheGateway(String server) {
        for (String transport : new String[] {"+notcp", "+tcp"}) {
            Said four = dig(transport + " +short @" + server + " web.allowed.test A");
            assertThat(four.text()).as(four.toString()).matches(SYNTHETIC4);
            Said six = dig(transport + " +short @" + server + " web.allowed.test AAAA");
            assertThat(six.text()).as(six.toString()).matches(SYNTHETIC6);
            Said denied = dig(transport + " @" + server + " web.denied.test A");
            assertThat(denied.text()).contains("status: NXDOMAIN").contains("ANSWER: 0");
        }
    }

    @Test
    @Tag("D-002")
    void deniedQuestionNeverReachesTheUpstream() {
        for (String arguments : new String[] {"", "+tcp", "AAAA", "TXT", "ANY", "@" + Places.DNS4, "@" + Places.DNS6}) {
            assertThat(dig("tunnel.denied.test " + arguments).text()).doesNotContain("NOERROR");
            assertThat(dig("payload.tunnel.denied.test " + arguments).text()).doesNotContain("NOERROR");
        }
        session.journal().await(line -> line.denies("tunnel.denied.test", 0) && line.is("event", "question"));
        assertThat(servers.dns().questionsFor("tunnel.denied.test")).isEmpty();
        dig("web.allowed.test");
        assertThat(servers.dns().questionsFor("web.allowed.test")).isNotEmpty();
    }

    @Test
    @Tag("B-070")
    void denyRuleBeatsAWildcardInAnySpelling() {
        servers.dns().host("secret.dns.test", Places.WEB4);
        servers.dns().host("notsecret.dns.test", Places.WEB4);
        assertThat(dig("Secret.DNS.test").text()).contains("NXDOMAIN");
        assertThat(servers.dns().questionsFor("secret.dns.test")).isEmpty();
        assertThat(dig("+short notsecret.dns.test").text()).matches(SYNTHETIC4);
    }

    @Test
    void refusalSaysWhyAsAnExtendedDnsError() {
        assertThat(dig("web.denied.test").text()).contains("status: NXDOMAIN").contains("EDE: 15 (Blocked)");
    }

    @Test
    void existenceIsPassedOn() {
        servers.dns().script("empty.dns.test", type -> DnsAnswer.noData());
        servers.dns().script("broken.dns.test", type -> DnsAnswer.failed(2));
        assertThat(dig("nowhere.dns.test").text()).contains("status: NXDOMAIN").doesNotContain("Blocked");
        assertThat(servers.dns().questionsFor("nowhere.dns.test")).isNotEmpty();
        assertThat(dig("empty.dns.test").text()).contains("status: NOERROR").contains("ANSWER: 0");
        assertThat(dig("broken.dns.test").text()).contains("status: SERVFAIL");
    }

    @Test
    @Tag("B-074")
    @Tag("E-022")
    void upstreamThatIsSilentIsAServerFailureOfItsOwnKind() {
        servers.dns().script("silent.dns.test", type -> DnsAnswer.silence());
        Said said = session.sh("dig +tries=1 +time=15 silent.dns.test");
        assertThat(said.text()).contains("status: SERVFAIL").contains("EDE:");
        assertThat(said.took()).isLessThan(Duration.ofSeconds(12));
        var line = session.journal()
                .await(l -> l.is("name", "silent.dns.test") && !l.get("reason").isEmpty());
        assertThat(line.get("reason")).isEqualTo("upstream-failed");
    }

    @Test
    @Tag("B-065")
    void familyThatDoesNotExistUpstreamIsNoData() {
        assertThat(dig("v4.allowed.test AAAA").text())
                .contains("status: NOERROR")
                .contains("ANSWER: 0");
        assertThat(dig("v6.allowed.test A").text()).contains("status: NOERROR").contains("ANSWER: 0");
        assertThat(dig("+short v4.allowed.test A").text()).matches(SYNTHETIC4);
        assertThat(dig("+short v6.allowed.test AAAA").text()).matches(SYNTHETIC6);
    }

    @Test
    @Tag("B-035")
    void oneNameHasOneAddressInAnySpelling() {
        String address = dig("+short web.allowed.test").text();
        Said other = dig("WEB.allowed.Test");
        assertThat(other.text()).contains(address).contains("WEB.allowed.Test.");
        assertThat(dig("+short v4.allowed.test").text()).isNotEqualTo(address);
        assertThat(dig("+short +tcp @::1 web.allowed.test").text()).isEqualTo(address);
    }

    @Test
    void reverseLookUpOfASyntheticAddressIsItsName() {
        for (String type : new String[] {"A", "AAAA"}) {
            String address = dig("+short web.allowed.test " + type).text();
            assertThat(dig("+short -x " + address).text()).isEqualTo("web.allowed.test.");
        }
        assertThat(dig("-x " + Places.DENIED4).text()).contains("status: NXDOMAIN");
        assertThat(servers.dns().questions())
                .noneMatch(question -> question.name().endsWith(".arpa"));
    }

    @Test
    void servicesAndMailOfAnExactNameArePassedWithAllowedTargetsOnly() {
        String service = "service.exact.test";
        servers.dns()
                .script(
                        service,
                        type -> type == DnsAnswer.SRV
                                ? DnsAnswer.noData()
                                        .withService(service, 5060, "web.allowed.test")
                                        .withService(service, 5060, "web.denied.test")
                                : DnsAnswer.noData());
        String mail = "mail.exact.test";
        servers.dns()
                .script(
                        mail,
                        type -> type == DnsAnswer.MX
                                ? DnsAnswer.noData()
                                        .withMail(mail, 10, "web.denied.test")
                                        .withMail(mail, 20, "web.allowed.test")
                                : DnsAnswer.noData());
        assertThat(dig("+short " + service + " SRV").text()).isEqualTo("10 5 5060 web.allowed.test.");
        assertThat(dig("+short " + mail + " MX").text()).isEqualTo("20 web.allowed.test.");
        servers.dns().script("mx.dns.test", type -> DnsAnswer.noData().withMail("mx.dns.test", 10, "web.allowed.test"));
        assertThat(dig("+short mx.dns.test MX").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TXT", "NULL", "HTTPS", "SVCB", "NAPTR", "CNAME", "DNSKEY", "TYPE65280", "CAA", "NS"})
    @Tag("B-007")
    @Tag("B-066")
    void otherTypesAreNoDataAndNeverAskedUpstream(String type) {
        String name = type.toLowerCase(java.util.Locale.ROOT) + ".dns.test";
        servers.dns().script(name, any -> DnsAnswer.noData().withText(name, "payload"));
        assertThat(dig(name + " " + type).text()).contains("status: NOERROR").contains("ANSWER: 0");
        assertThat(servers.dns().questionsFor(name)).isEmpty();
    }

    @Test
    @Tag("B-009")
    @Tag("B-010")
    void otherOpcodesAndClassesAreRefusedByTheGatewayItself() {
        int before = servers.dns().questionsFor("v4.allowed.test").size();
        for (String opcode : new String[] {"notify", "update", "status", "iquery"}) {
            assertThat(dig("+opcode=" + opcode + " v4.allowed.test").text()).contains("status: NOTIMP");
        }
        assertThat(dig("version.bind CH TXT").text()).contains("status: REFUSED");
        assertThat(dig("v4.allowed.test HS A").text()).contains("status: REFUSED");
        assertThat(servers.dns().questionsFor("v4.allowed.test")).hasSize(before);
    }

    @Test
    @Tag("B-038")
    @Tag("B-039")
    void nothingThatTheCommandChoseReachesTheUpstreamButTheName() {
        servers.dns().host("carrier.dns.test", Places.WEB4);
        Said said = dig("+qid=4660 +subnet=44.1.2.0/24 +cookie=0123456789abcdef +ednsopt=65001:636f76657274 +dnssec"
                + " +cdflag CaRRieR.dns.test");
        assertThat(said.text()).contains("status: NOERROR");
        List<Question> questions = servers.dns().questionsFor("carrier.dns.test");
        assertThat(questions).isNotEmpty();
        for (Question question : questions) {
            String raw = new String(question.raw(), StandardCharsets.ISO_8859_1);
            assertThat(raw).doesNotContain("covert", "CaRRieR", "\u0001\u0023\u0045\u0067");
            assertThat(question.id()).isNotEqualTo(4660);
        }
    }

    @Test
    @Tag("B-045")
    void questionsUpstreamHaveRandomNumbersAndPorts() {
        session.sh("for i in $(seq 1 12); do dig +short n$i.many.test; done");
        List<Question> questions = servers.dns().questionsFor("many.test");
        assertThat(questions).hasSizeGreaterThanOrEqualTo(12);
        long ids = questions.stream().map(Question::id).distinct().count();
        long ports = questions.stream().map(Question::port).distinct().count();
        assertThat(ids).isGreaterThan(questions.size() - 3L);
        assertThat(ports).isGreaterThan(questions.size() / 2L);
    }

    @Test
    @Tag("B-076")
    void floodOfNamesIsBoundedAndRecordedOnceInAWhile() {
        try (var other = Session.start(Exeat.of(servers, Caller.ROOT), "--allow", "*.wide.test,web.allowed.test")) {
            String flood = "for i in $(seq 1 %d); do echo data$i.wide.test; done >names; dig +short -f names";
            servers.dns().host("known.wide.test", Places.WEB4);
            other.sh("dig known.wide.test");
            other.sh(flood.formatted(300));
            assertThat(servers.dns().questionsFor("wide.test").stream()
                            .map(Question::name)
                            .distinct()
                            .count())
                    .isBetween(2L, 299L);
            other.journal().await(line -> line.is("reason", "label-budget"));
            assertThat(other.sh("dig +short known.wide.test").text()).matches(SYNTHETIC4);
            other.sh(flood.formatted(1500));
            other.journal().await(line -> line.is("reason", "query-limit"));
            assertThat(other.journal().lines()).hasSizeLessThan(1700);
            assertThat(dig("+short web.allowed.test").text()).matches(SYNTHETIC4);
        }
    }

    @Test
    @Tag("B-024")
    @Tag("B-028")
    void eachMessageOfOneTcpSegmentIsJudgedOnItsOwn() {
        Said said = session.python("""
                import socket, struct
                def q(name, n=1):
                    w = b''.join(bytes([len(l)]) + l for l in name.encode().split(b'.')) + b'\\0\\0\\1\\0\\1'
                    m = struct.pack('>6H', 7, 0x100, n, 0, 0, 0) + w
                    return m
                def framed(m): return struct.pack('>H', len(m)) + m
                s = socket.create_connection(('9.9.9.9', 53)); f = s.makefile('rb')
                s.sendall(framed(q('web.allowed.test')) + framed(q('web.denied.test')))
                for i in range(2):
                    m = f.read(struct.unpack('>H', f.read(2))[0])
                    print('one', m[3] & 15, struct.unpack('>H', m[6:8])[0])
                two = q('web.allowed.test', 2) + q('web.denied.test')[12:]
                s.sendall(framed(two)); m = f.read(struct.unpack('>H', f.read(2))[0]); print('two', m[3] & 15)
                """);
        assertThat(said.text()).contains("one 0 1").contains("one 3 0").containsPattern("two (1|5)");
    }

    @Test
    @Tag("B-069")
    void resolverConfigurationNamesTheGatewayOnlyAndHasNoSearchList() {
        String configuration = session.sh("cat /etc/resolv.conf").text();
        assertThat(configuration).contains("nameserver 127.0.0.53").doesNotContain("search");
        assertThat(configuration.lines().filter(line -> line.startsWith("nameserver")))
                .hasSize(1);
    }
}
