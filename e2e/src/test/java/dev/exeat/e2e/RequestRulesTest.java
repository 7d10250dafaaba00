package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Session.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about requests hold where requests can be seen, and HTTP's other ways are what a client expects. */
@EndToEnd
class RequestRulesTest {
    private final Servers servers;
    private Exeat exeat;
    private Session session;

    RequestRulesTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void startSandbox() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
        exeat.write("policy.yaml", """
                version: 1
                egress:
                  allow:
                    - host: web.allowed.test
                      ports: [80, 443]
                      methods: [GET, HEAD]
                      paths: [/hello, /v1/**]
                    - v4.allowed.test
                    - tcp.allowed.test:2009
                """);
        session = Session.start(exeat, "--policy", "policy.yaml");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "GET, /hello, 200",
        "HEAD, /hello, 200",
        "GET, /v1/a/b, 200",
        "GET, /v1/a?x=../b, 200",
        "POST, /hello, method-not-allowed",
        "DELETE, /v1/a, method-not-allowed",
        "GET, /hello/more, path-not-allowed",
        "GET, /other, path-not-allowed",
        "GET, /v1/../other, path-ambiguous",
        "GET, /v1/%2e%2e/other, path-ambiguous",
        "GET, /v1/..%2fother, path-ambiguous",
        "GET, //v1/a, path-ambiguous"
    })
    void methodsAndPathsHoldForPlainHttp(String method, String path, String answer) {
        String flag = method.equals("HEAD") ? "-I" : "-X " + method;
        Said said = session.sh(
                "curl -sS -m 8 --path-as-is -w '\\n%{http_code}' " + flag + " 'http://web.allowed.test" + path + "'");
        if (answer.equals("200")) {
            assertThat(said.text()).endsWith("200");
        } else {
            assertThat(said.text()).contains("\"reason\":\"" + answer + "\"").endsWith("403");
            session.journal()
                    .await(line ->
                            line.is("event", "request") && line.is("reason", answer) && line.is("method", method));
        }
    }

    @Test
    void whatTlsHidesIsRefusedWhereTheRulesAreAboutRequests() {
        Said said = session.sh("curl -sSk -m 8 https://web.allowed.test/hello");
        assertThat(said.status()).as(said.toString()).isEqualTo(35);
        session.journal().await(line -> line.denies("web.allowed.test", 443) && line.is("reason", "request-hidden"));
    }

    @Test
    @Tag("H-015")
    void requestsAreInTheJournalWithoutTheirQueries() {
        session.sh("curl -sS -m 8 'http://web.allowed.test/v1/seen?token=canary'");
        var line = session.journal().await(l -> l.is("event", "request") && l.is("path", "/v1/seen"));
        assertThat(line.get("verdict")).isEqualTo("allow");
        assertThat(line.toString()).doesNotContain("canary");
    }

    @Test
    void aClientThatOffersHttp2InClearIsServedByHttp1() {
        Said said = session.sh(
                "curl -sS -m 8 --http2 -o /dev/null -w '%{http_version} %{http_code}' http://v4.allowed.test/hello");
        assertThat(said.text()).isEqualTo("1.1 200");
        Said prior = session.sh("curl -sS -m 8 --http2-prior-knowledge http://v4.allowed.test/hello");
        assertThat(prior.status()).isNotZero();
        session.journal().await(line -> line.is("reason", "http2-cleartext"));
    }

    @Test
    void aKeptConnectionIsDecidedForEachRequest() {
        long before = servers.web().seen().size();
        Said said = session.python("""
                import socket
                s = socket.create_connection(('v4.allowed.test', 80)); s.settimeout(8)
                s.sendall(b'GET /hello HTTP/1.1\\r\\nHost: v4.allowed.test\\r\\n\\r\\n'
                          b'GET /hello HTTP/1.1\\r\\nHost: web.denied.test\\r\\n\\r\\n'
                          b'GET /never HTTP/1.1\\r\\nHost: v4.allowed.test\\r\\n\\r\\n')
                data = b''
                while True:
                    more = s.recv(4096)
                    if not more: break
                    data += more
                print(data.count(b'HTTP/1.1 200'), data.count(b'HTTP/1.1 403'), b'host-mismatch' in data)
                """);
        assertThat(said.text()).isEqualTo("1 1 True");
        assertThat(servers.web().seen().stream().skip(before))
                .noneMatch(seen -> seen.path().equals("/never"));
    }

    @Test
    void explainSaysWhatTheGatewayDoes() {
        String[][] rows = {
            {"http://web.allowed.test/hello", "0"},
            {"http://web.allowed.test/other", "1"},
            {"https://web.allowed.test/hello", "1"},
            {"https://v4.allowed.test/", "0"},
            {"tcp.allowed.test:2009", "0"},
            {"web.denied.test", "1"}
        };
        for (String[] row : rows) {
            var explained = exeat.run("explain", row[0], "--policy", "policy.yaml");
            assertThat(explained.status()).as(row[0] + " " + explained).isEqualTo(Integer.parseInt(row[1]));
        }
    }
}
