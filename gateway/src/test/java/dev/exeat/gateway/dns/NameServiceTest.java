package dev.exeat.gateway.dns;

import static dev.exeat.gateway.dns.FakeUpstream.addresses;
import static dev.exeat.gateway.dns.FakeUpstream.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Profile;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameServiceTest extends NameServiceFixture {
    @Test
    void aDeniedNameIsAnsweredAtOnceAndNobodyElseIsAsked() {
        Messages.Decoded answer = ask(strict("api.example"), "other.example", A);
        assertThat(answer.code()).isEqualTo(NXDOMAIN);
        assertThat(answer.error()).isEqualTo("15 other.example not-allowed d1");
        assertThat(upstream.asked).isEmpty();
        assertThat(journal).containsExactly("other.example A not-allowed");
    }

    @Test
    void anAllowedNameGetsAnAddressOfItsOwn() {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        NameService service = strict("api.example");
        assertThat(ask(service, "api.example", A).answers()).containsExactly(FIRST_V4);
        assertThat(ask(service, "api.example", A).answers()).containsExactly(FIRST_V4);
        assertThat(journal).containsExactly("api.example A allowed", "api.example A allowed");
    }

    @Test
    void whatTheUpstreamSaysOfExistenceIsPassedOn() {
        NameService service = strict("api.example");
        Messages.Decoded none = ask(service, "api.example", A);
        assertThat(none.code()).isEqualTo(NXDOMAIN);
        assertThat(none.error()).isEqualTo("none");
        upstream.says("api.example A", new Resolution.NoData(List.of(), Duration.ZERO));
        assertThat(ask(service, "api.example", A).code()).isEqualTo(NOERROR);
    }

    @Test
    @Tag("B-065")
    void aFamilyThatIsNotThereIsEmptyAndNoError() {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        upstream.says("api.example AAAA", new Resolution.NoData(List.of(), Duration.ZERO));
        Messages.Decoded answer = ask(strict("api.example"), "api.example", AAAA);
        assertThat(answer.code()).isEqualTo(NOERROR);
        assertThat(answer.answers()).isEmpty();
    }

    @Test
    @Tag("B-074")
    void aFailureOfTheUpstreamIsToldApartFromADenial() {
        upstream.says("api.example A", new Resolution.Failed(Resolution.Failure.UNREACHABLE, "no answer in time"));
        upstream.says("api.example AAAA", new Resolution.Failed(Resolution.Failure.BAD_ANSWER, "REFUSED"));
        NameService service = strict("api.example");
        Messages.Decoded unreachable = ask(service, "api.example", A);
        assertThat(unreachable.code()).isEqualTo(SERVFAIL);
        assertThat(unreachable.error()).isEqualTo("22 api.example upstream-failed d2");
        assertThat(ask(service, "api.example", AAAA).error()).isEqualTo("23 api.example upstream-failed d4");
        assertThat(journal).contains("api.example A allowed", "api.example A upstream-failed");
    }

    // the design answers NODATA where the case says NOTIMP or REFUSED: musl and c-ares give up on those
    @ParameterizedTest
    @Tag("B-006")
    @Tag("B-007")
    @Tag("B-066")
    @Tag("B-067")
    @ValueSource(ints = {0, 5, 10, 15, 16, 33, 35, 48, 64, 65, 255, 65_280, 65_534, 65_535})
    void otherTypesOfAWildcardsNameAreEmptyAndNobodyElseIsAsked(int type) {
        Messages.Decoded answer = ask(strict("**.w.example"), "x1.w.example", type);
        assertThat(answer.code()).isEqualTo(NOERROR);
        assertThat(answer.answers()).isEmpty();
        assertThat(answer.error()).isEqualTo("18 x1.w.example type-not-allowed d1");
        assertThat(upstream.asked).isEmpty();
    }

    @ParameterizedTest
    @Tag("B-006")
    @ValueSource(ints = {1, 10, 15, 16, 28, 33, 65, 255})
    void aDeniedNameDoesNotExistWhateverTheType(int type) {
        assertThat(ask(strict("api.example"), "data.tunnel.example", type).code())
                .isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void servicesOfAnExactNameAreKeptWhenTheirTargetIsAllowed() {
        upstream.says(
                "_db._tcp.example SRV",
                new Resolution.Services(
                        List.of(
                                new ServiceTarget.Location(
                                        1, 2, 5432, hosts(List.of("db.example")).getFirst()),
                                new ServiceTarget.Location(
                                        1, 2, 5432, hosts(List.of("evil.test")).getFirst())),
                        List.of(),
                        Duration.ofSeconds(60)));
        NameService service = strict("_db._tcp.example", "tcp://db.example:5432");
        assertThat(ask(service, "_db._tcp.example", 33).answers())
                .containsExactly("33 30 000100021538" + HexFormat.of().formatHex(Messages.name("db.example")));
    }

    @Test
    @Tag("B-049")
    void anAliasThatIsDeniedRefusesTheWholeAnswer() {
        upstream.says("allowed.example A", addresses(List.of("ok.test", "denied.example"), "192.0.2.1"));
        NameService service = service(Profile.STRICT, List.of("allowed.example"), List.of("denied.example"));
        Messages.Decoded answer = ask(service, "allowed.example", A);
        assertThat(answer.code()).isEqualTo(NXDOMAIN);
        assertThat(answer.answers()).isEmpty();
        assertThat(answer.error()).isEqualTo("15 allowed.example alias-denied d2");
        assertThat(directory.resolve("addresses.tsv")).isEmptyFile();
    }

    @Test
    void aPermissiveProfileAnswersNamesThatNoRuleNames() {
        upstream.says("any.w.example A", addresses(List.of(), "192.0.2.1"));
        NameService service = service(Profile.PERMISSIVE, List.of(), List.of("denied.example"));
        assertThat(ask(service, "any.w.example", A).answers()).containsExactly(FIRST_V4);
        assertThat(ask(service, "denied.example", A).error()).isEqualTo("15 denied.example denied-by-rule d2");
        assertThat(ask(service, "any.w.example", 16).answers()).isEmpty();
    }

    @Test
    @Tag("B-050")
    void theTargetOfAnAliasIsNotAllowedByIt() {
        upstream.says("allowed.example A", addresses(List.of("edge.test"), "192.0.2.1"));
        NameService service = strict("allowed.example");
        assertThat(ask(service, "allowed.example", A).answers()).containsExactly(FIRST_V4);
        assertThat(ask(service, "edge.test", A).code()).isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).containsExactly("allowed.example A");
    }

    @Test
    @Tag("B-035")
    void caseIsFoldedForTheDecisionAndEchoedToTheClient() {
        upstream.says("allowed.example A", addresses(List.of(), "192.0.2.1"));
        Messages.Decoded answer = ask(strict("allowed.example"), "aLLoWeD.ExAmPlE", A);
        assertThat(answer.question()).isEqualTo("aLLoWeD.ExAmPlE 1 1");
        assertThat(answer.answers()).containsExactly(FIRST_V4);
        assertThat(upstream.asked).containsExactly("allowed.example A");
    }

    @Test
    @Tag("B-035")
    void theRootAndSingleLabelsAreRefused() {
        NameService service = strict("allowed.example");
        byte[] root = Messages.hex("0007 0100 0001 0000 0000 0000 00 0001 0001");
        assertThat(Messages.decode(answer(service, root).orElseThrow()).code()).isEqualTo(REFUSED);
        assertThat(ask(service, "com", A).code()).isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    @Tag("B-033")
    void aLabelWithADotIsNotTheNameThatItReadsLike() {
        byte[] message = Messages.hex("0007 0100 0001 0000 0000 0000 0f 616c6c6f7765642e6578616d706c65 00 0001 0001");
        NameService service = strict("allowed.example");
        assertThat(Messages.decode(answer(service, message).orElseThrow()).code())
                .isEqualTo(REFUSED);
        assertThat(journal).containsExactly("allowed\\046example A name-invalid");
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    @Tag("B-069")
    void aSearchListsQuestionIsDeniedHereAndNotLeaked() {
        assertThat(ask(strict("github.example"), "github.example.corp.lan", A).code())
                .isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    @Tag("B-070")
    void aSuffixEndsAtALabelAndADenyWinsInAnyCase() {
        NameService service =
                service(Profile.STRICT, List.of("**.compute.example"), List.of("blocked.compute.example"));
        assertThat(ask(service, "evilnotcompute.example", A).code()).isEqualTo(NXDOMAIN);
        assertThat(ask(service, "Blocked.Compute.Example", A).error())
                .isEqualTo("15 blocked.compute.example denied-by-rule d2");
        assertThat(upstream.asked).isEmpty();
    }

    @ParameterizedTest
    @Tag("B-071")
    @Tag("B-019")
    @ValueSource(
            strings = {
                "host.docker.internal",
                "gateway.docker.internal",
                "kubernetes.docker.internal",
                "metadata.google.internal",
                "metadata",
                "instance-data",
                "other-project-container"
            })
    void namesOfTheHostsSurroundingsDoNotExist(String name) {
        assertThat(ask(strict("api.example"), name, A).code()).isEqualTo(NXDOMAIN);
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void localhostIsTheSandboxsOwn() {
        NameService service = strict("api.example");
        assertThat(ask(service, "localhost", A).answers()).containsExactly("1 60 7f000001");
        assertThat(ask(service, "localhost", AAAA).answers()).containsExactly("28 60 " + "0".repeat(31) + "1");
        assertThat(ask(service, "localhost", 16).answers()).isEmpty();
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    @Tag("B-019")
    void onlySyntheticAddressesHaveANameBackwards() {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        upstream.says("api.example AAAA", addresses(List.of(), "2001:db8::1"));
        NameService service = strict("api.example");
        ask(service, "api.example", A);
        ask(service, "api.example", AAAA);
        String name = HexFormat.of().formatHex(Messages.name("api.example"));
        assertThat(ask(service, "0.1.18.198.in-addr.arpa", 12).answers()).containsExactly("12 60 " + name);
        String v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.4.7.1.6.5.6.8.7.5.6.d.f.ip6.arpa";
        assertThat(ask(service, v6, 12).answers()).containsExactly("12 60 " + name);
        for (String other : List.of("1.1.18.198.in-addr.arpa", "1.0.17.172.in-addr.arpa", "1.17.172.in-addr.arpa")) {
            assertThat(ask(service, other, 12).code()).isEqualTo(NXDOMAIN);
        }
        assertThat(upstream.asked).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"probe.exeat.internal", "host.exeat.internal", "host.docker.internal"})
    void exeatsOwnNamesHaveAddressesThatNoUpstreamKnows(String name) {
        NameService service = service(Profile.STRICT, List.of("api.example"), List.of(), List.of("8931"));
        assertThat(ask(service, name, A).answers()).containsExactly(FIRST_V4);
        assertThat(ask(service, name, AAAA).answers()).containsExactly("28 30 fd657865617400010000000000000001");
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    @Tag("B-040")
    void answersNeverClaimToBeAuthenticated() {
        upstream.says("api.example A", addresses(List.of(), "192.0.2.1"));
        byte[] message = Messages.join(Messages.query(7, "api.example", A), Messages.hex("00 0029 04d0 00008000 0000"));
        message[3] = 0x30;
        message[11] = 1;
        Messages.Decoded answer =
                Messages.decode(answer(strict("api.example"), message).orElseThrow());
        assertThat(answer.authenticated()).isFalse();
        assertThat(answer.answers()).containsExactly(FIRST_V4);
        assertThat(upstream.asked).containsExactly("api.example A");
    }
}
