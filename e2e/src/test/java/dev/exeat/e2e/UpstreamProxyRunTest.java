package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code --upstream-proxy} all that is allowed goes out by that proxy, which is asked for what was screened and for nothing else. */
@EndToEnd
class UpstreamProxyRunTest {
    private static final int OPEN = 3128;
    private static final int LOCKED = 3129;
    private static final String PLACE = Places.V4 + "11";
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("user:pa ss%1".getBytes(UTF_8));

    private final Servers servers;
    private ConnectProxy open;
    private ConnectProxy locked;
    private Exeat exeat;

    UpstreamProxyRunTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void proxies() {
        open = ConnectProxy.start(servers.world().servers(), OPEN, "");
        locked = ConnectProxy.start(servers.world().servers(), LOCKED, LOGIN);
        servers.dns().host("proxy.upstream.test", PLACE);
        servers.dns().host("private.upstream.test", Places.PRIVATE4);
        servers.dns().host("mixed.upstream.test", Places.WEB4, Places.PRIVATE4);
        servers.dns().host("self.upstream.test", Places.HOST4);
        servers.dns().host("gone.upstream.test", Places.V4 + "99");
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
    }

    private Outcome run(String name, String proxy, String script) {
        return exeat.sandbox(
                name,
                List.of(
                        "--upstream-proxy",
                        proxy,
                        "--allow",
                        "*.allowed.test,*.upstream.test,tcp://tcp.allowed.test:2525",
                        "--host-port",
                        Integer.toString(Places.HOST_SERVICE)),
                "bash",
                "-c",
                script);
    }

    @Test
    void allowedNamesGoByItAndItIsAskedForTheScreenedAddress() {
        int before = open.targets().size();
        Outcome outcome = run(
                "by",
                "http://proxy.upstream.test:" + OPEN,
                "curl -fsS -m 8 --cacert ca.pem https://v4.allowed.test/hello; echo;"
                        + " curl -fsS -m 8 http://v6.allowed.test/hello; echo;"
                        + " timeout 8 cat </dev/tcp/tcp.allowed.test/2525; curl -s -m 4 http://web.denied.test/hello; true");
        assertThat(outcome.out().lines())
                .as(outcome.toString())
                .hasSize(3)
                .startsWith(WebServer.hello(Places.WEB4), WebServer.hello(Places.WEB6));
        assertThat(outcome.err()).contains("all connections go out by http://proxy.upstream.test:" + OPEN);
        List<String> targets = open.targets().subList(before, open.targets().size());
        assertThat(targets)
                .contains(Places.WEB4 + ":443", "[" + Places.WEB6 + "]:80")
                .hasSizeBetween(3, 4)
                .allMatch(target -> target.startsWith(Places.V4) || target.startsWith("[" + Places.V6));
        assertThat(open.heads()).noneMatch(head -> head.contains(".test"));
        assertThat(exeat.journal("by").lines())
                .anyMatch(line -> line.is("event", "closed")
                        && line.is("name", "v4.allowed.test")
                        && line.is("address", Places.WEB4));
    }

    @Test
    void whatIsRefusedIsRefusedWithoutAPacketToIt() {
        int before = open.heads().size();
        Outcome outcome = run(
                "refused",
                "http://" + PLACE + ":" + OPEN,
                "for name in private mixed self; do curl -fs -m 4 http://$name.upstream.test/hello; done;"
                        + " curl -fs -m 4 http://web.denied.test/hello; curl -fs -m 4 http://" + Places.WEB4
                        + "/hello; true");
        assertThat(outcome.out()).as(outcome.toString()).isEmpty();
        Journal journal = exeat.journal("refused");
        journal.await(line -> line.denies("private.upstream.test", 80) && line.is("reason", "special-purpose-address"));
        journal.await(line -> line.denies("mixed.upstream.test", 80) && line.is("reason", "mixed-addresses"));
        journal.await(line -> line.denies("self.upstream.test", 80) && line.is("reason", "host-address"));
        journal.await(line -> line.denies("web.denied.test", 0) && line.is("reason", "not-allowed"));
        assertThat(open.heads()).hasSize(before);
    }

    @Test
    void servicesOfTheHostAreReachedWithoutIt() {
        int before = open.heads().size();
        Outcome outcome = run(
                "host",
                "http://" + PLACE + ":" + OPEN,
                "timeout 8 cat </dev/tcp/host.exeat.internal/" + Places.HOST_SERVICE);
        assertThat(outcome.out()).as(outcome.toString()).startsWith("220 ready at");
        assertThat(open.heads()).hasSize(before);
    }

    @Test
    void itsUserAndPasswordAreForItAlone() throws Exception {
        Outcome outcome = run(
                "login",
                "http://user:pa%20ss%251@" + PLACE + ":" + LOCKED,
                "env; curl -fsS -m 8 http://v4.allowed.test/hello");
        assertThat(outcome.out()).as(outcome.toString()).contains(WebServer.hello(Places.WEB4));
        assertThat(outcome.out() + outcome.err()).doesNotContain("pa ss", "pa%20ss");
        assertThat(outcome.err()).contains("all connections go out by http://" + PLACE + ":" + LOCKED + ",");
        try (var files = Files.walk(exeat.state())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("pa ss", "pa%20ss", LOGIN);
            }
        }
    }

    @Test
    void aProxyThatWantsALoginIsSaidInTheJournal() {
        int before = locked.heads().size();
        Outcome outcome = run(
                "407", "http://" + PLACE + ":" + LOCKED, "curl -fsS -m 8 http://v4.allowed.test/hello; echo status $?");
        assertThat(outcome.out()).as(outcome.toString()).startsWith("status ").doesNotContain("status 0");
        Journal.Line line =
                exeat.journal("407").await(each -> each.is("event", "closed") && each.is("name", "v4.allowed.test"));
        assertThat(line.get("reason")).isEqualTo("connect-failed");
        assertThat(line.get("detail"))
                .isEqualTo(Places.WEB4 + ": the upstream proxy answers 407, it wants a user and a password");
        assertThat(locked.targets().subList(before, locked.targets().size())).containsOnly(Places.WEB4 + ":80");
    }

    @Test
    void aFileKeepsThePasswordOutOfTheProcessList() {
        exeat.write("proxy.txt", "http://user:pa%20ss%251@" + PLACE + ":" + LOCKED + "\n");
        String fetch = "curl -fsS -m 8 http://v4.allowed.test/hello; cat /proc/[0-9]*/environ | grep -c PROXY; true";
        List<String> flags = List.of("--upstream-proxy-file", "proxy.txt", "--allow", "*.allowed.test");
        Outcome outcome = exeat.sandbox("file", flags, "bash", "-c", fetch + "; echo x >>proxy.txt");
        assertThat(outcome.out()).as(outcome.toString()).startsWith(WebServer.hello(Places.WEB4));
        assertThat(outcome.err())
                .contains("all connections go out by http://" + PLACE + ":" + LOCKED)
                .contains("proxy.txt")
                .doesNotContain("process list", "pa ss", "pa%20ss");
        assertThat(run("flag", "http://user:pa%20ss%251@" + PLACE + ":" + LOCKED, "true")
                        .err())
                .contains("the password of --upstream-proxy is in the process list of this machine")
                .doesNotContain("pa%20ss");
    }

    @Test
    void aProxyThatCannotReachTheTargetOrIsNotThereIsAFailureToConnect() {
        run("gone", "http://" + PLACE + ":" + OPEN, "curl -s -m 12 http://gone.upstream.test/hello; true");
        assertThat(exeat.journal("gone")
                        .await(line -> line.is("event", "closed") && line.is("name", "gone.upstream.test"))
                        .get("reason"))
                .isEqualTo("connect-failed");
        Outcome absent = run("absent", "http://" + PLACE + ":9", "curl -s -m 8 http://v4.allowed.test/hello; true");
        assertThat(absent.err().lines().toList().getLast())
                .startsWith("exeat: the upstream proxy http://" + PLACE + ":9 failed for 1 of 1 connections (");
        assertThat(exeat.journal("absent")
                        .await(line -> line.is("event", "closed") && line.is("name", "v4.allowed.test"))
                        .get("detail"))
                .contains("the upstream proxy 'http://" + PLACE + ":9'", "refused");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "proxy.corp.example:3128",
        "https://proxy.corp.example:3128",
        "socks5://proxy.corp.example:1080",
        "http://proxy.corp.example",
        "http://proxy.corp.example:0",
        "http://proxy.corp.example:3128/path",
        "http://:3128",
        "http://user:secret%0d%0a@proxy.corp.example:3128",
        "http://user:secret%zz@proxy.corp.example:3128",
        "https://user:secret@proxy.corp.example:3128"
    })
    void aUrlThatIsNoneIsOneErrorAndNothingIsRun(String url) {
        Outcome outcome = exeat.sandbox("bad", List.of("--upstream-proxy", url), "echo", "ran");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("[upstream-proxy-form]", "http://proxy.corp.example:3128")
                .containsOnlyOnce("error:")
                .doesNotContain("secret");
    }
}
