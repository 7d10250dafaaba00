package dev.exeat.gateway.dns;

import static dev.exeat.gateway.dns.FakeUpstream.addresses;
import static dev.exeat.gateway.dns.FakeUpstream.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.HostName;
import dev.exeat.policy.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NameLimitsTest extends NameServiceFixture {
    @Test
    @Tag("B-006")
    void aWildcardLetsSixtyNewNamesOutInAMinute() {
        NameService service = strict("**.tunnel.example", "api.example");
        for (int i = 0; i < 60; i++) {
            assertThat(ask(service, "x" + i + ".tunnel.example", A).code()).isEqualTo(NXDOMAIN);
            assertThat(ask(service, "x" + i + ".tunnel.example", AAAA).code()).isEqualTo(NXDOMAIN);
        }
        Messages.Decoded over = ask(service, "x60.tunnel.example", A);
        assertThat(over.code()).isEqualTo(REFUSED);
        assertThat(over.error()).startsWith("18 x60.tunnel.example label-budget ");
        assertThat(upstream.asked).hasSize(120).doesNotContain("x60.tunnel.example A");
        ask(service, "x7.tunnel.example", A);
        ask(service, "api.example", A);
        assertThat(upstream.asked).hasSize(122);
        now += Duration.ofSeconds(61).toNanos();
        assertThat(ask(service, "x60.tunnel.example", A).code()).isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).hasSize(123);
    }

    @Test
    void aDoorsLookUpsSpendTheSameBudgetAndAreRecordedBeforeTheyLeave() {
        NameService service = strict("**.tunnel.example", "api.example");
        Upstream doors = service.budgeted(upstream);
        for (int i = 0; i < 60; i++) {
            doors.ask(HostName.parse("x" + i + ".tunnel.example").orElseThrow(), RecordType.A);
        }
        assertThat(upstream.asked).hasSize(60);
        assertThat(doors.ask(HostName.parse("x60.tunnel.example").orElseThrow(), RecordType.A)
                        .join())
                .isInstanceOf(Resolution.Failed.class);
        assertThat(ask(service, "x61.tunnel.example", A).error()).startsWith("18 x61.tunnel.example label-budget ");
        assertThat(upstream.asked).hasSize(60);
        doors.ask(HostName.parse("api.example").orElseThrow(), RecordType.A);
        assertThat(upstream.asked).hasSize(61);
    }

    @Test
    void aDoorsLookUpOfANameThatIsDeniedByNowAsksNobody() {
        Upstream doors = service(
                        Profile.STRICT, List.of("**.tunnel.example", "api.example"), List.of("x.tunnel.example"))
                .budgeted(upstream);
        for (String name : List.of("x.tunnel.example", "other.example")) {
            assertThat(doors.ask(HostName.parse(name).orElseThrow(), RecordType.A)
                            .join())
                    .isInstanceOf(Resolution.Failed.class);
        }
        assertThat(upstream.asked).isEmpty();
        doors.ask(HostName.parse("y.tunnel.example").orElseThrow(), RecordType.A);
        assertThat(upstream.asked).hasSize(1);
    }

    @Test
    @Tag("B-076")
    void aFloodIsRefusedWithoutAskingAnybody() {
        NameService service = strict("**.w.example");
        for (int i = 0; i < 600; i++) {
            ask(service, "api.test", A);
        }
        Messages.Decoded over = ask(service, "api.test", A);
        assertThat(over.code()).isEqualTo(REFUSED);
        assertThat(over.error()).startsWith("18 api.test query-limit ");
        for (int i = 0; i < 20_000; i++) {
            assertThat(ask(service, "u" + i + ".w.example", A).code()).isEqualTo(REFUSED);
        }
        assertThat(answer(service, Messages.hex("1234 0100 0001 0000 0000 0000")))
                .isEmpty();
        assertThat(upstream.asked).isEmpty();
        now += Duration.ofSeconds(61).toNanos();
        assertThat(ask(service, "api.test", A).code()).isEqualTo(NXDOMAIN);
    }

    @Test
    @Tag("F-003")
    void aNameThatHasAnAddressMayBeLookedUpForEachOfManyConnections() {
        NameService service = strict("api.example");
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        for (int i = 0; i < 12_001; i++) {
            assertThat(ask(service, "api.example", A).code()).isEqualTo(NOERROR);
        }
        assertThat(ask(service, "api.example", A).error()).startsWith("18 api.example query-limit ");
        assertThat(ask(service, "other.example", A).code()).isEqualTo(NXDOMAIN);
    }

    @Test
    void anExhaustedPoolIsAFailureAndNeverASharedAddress() {
        NameService service = strict("**.w.example");
        for (int i = 0; i < 4; i++) {
            upstream.says("h" + i + ".w.example A", addresses(List.of(), "192.0.2.1"));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(ask(service, "h" + i + ".w.example", A).answers()).containsExactly("1 30 c612010" + i);
        }
        Messages.Decoded answer = ask(service, "h3.w.example", A);
        assertThat(answer.code()).isEqualTo(SERVFAIL);
        assertThat(answer.error()).startsWith("18 h3.w.example pool-exhausted ");
    }

    @Test
    @Tag("B-062")
    void withoutAJournalThereIsNoAnswerAndNoQuestion() throws IOException {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        NameService service = strict("api.example");
        journalBroken = true;
        assertThat(ask(service, "api.example", A).code()).isEqualTo(SERVFAIL);
        assertThat(ask(service, "other.example", A).code()).isEqualTo(SERVFAIL);
        assertThat(upstream.asked).isEmpty();
        journalBroken = false;
        synthetic.close();
        Messages.Decoded answer = ask(service, "api.example", A);
        assertThat(answer.code()).isEqualTo(SERVFAIL);
        assertThat(answer.answers()).isEmpty();
        assertThat(journal).endsWith("api.example A journal-failed");
    }

    @Test
    void withoutASignOfLifeEverythingIsDenied() {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        NameService service = strict("api.example");
        guarded = false;
        assertThat(ask(service, "api.example", A).error()).isEqualTo("18 api.example no-heartbeat d1");
        assertThat(upstream.asked).isEmpty();
        guarded = true;
        assertThat(ask(service, "api.example", A).answers()).hasSize(1);
    }

    @Test
    void anAnswerThatIsTooLongForADatagramIsTruncatedAndWholeOverTcp() {
        List<ServiceTarget> targets = new ArrayList<>();
        List<String> allow = new ArrayList<>(List.of("mail.example"));
        for (int i = 0; i < 16; i++) {
            String target = "a-rather-long-name-of-a-mail-exchanger-" + i + ".mail.example";
            allow.add(target);
            targets.add(new ServiceTarget.MailExchange(i, hosts(List.of(target)).getFirst()));
        }
        upstream.says("mail.example MX", new Resolution.Services(targets, List.of(), Duration.ofSeconds(9)));
        NameService service = service(Profile.STRICT, allow, List.of());
        byte[] query = Messages.query(7, "mail.example", 15);
        byte[] datagram = service.answer(query, Transport.UDP).join().orElseThrow();
        assertThat(datagram.length).isLessThanOrEqualTo(512);
        assertThat(Messages.decode(datagram).truncated()).isTrue();
        assertThat(Messages.decode(datagram).answers()).isEmpty();
        assertThat(Messages.decode(service.answer(query, Transport.TCP).join().orElseThrow())
                        .answers())
                .hasSize(16);
        assertThat(Messages.decode(service.answer(Messages.ednsQuery(7, "mail.example", 15), Transport.UDP)
                                .join()
                                .orElseThrow())
                        .answers())
                .hasSize(16);
    }
}
