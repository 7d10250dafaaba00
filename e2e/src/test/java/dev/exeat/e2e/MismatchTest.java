package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Session.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user sees when a connection to an allowed name says something else, as docs/clients.md has it. */
@EndToEnd
class MismatchTest {
    private static final String HEADING = "Bytes that do not fit the name";
    private static final Path PAGE =
            Path.of(System.getProperty("exeat.root", "..")).resolve("docs/clients.md");
    private static final String ALLOWED = "v4.allowed.test";

    /** A program that names another host than the one it connected to, or speaks another protocol than the port's. */
    enum Mismatch {
        CURL_OTHER_SERVER_NAME(
                443,
                "sni-mismatch",
                "curl -sS -m 8 --connect-to web.denied.test:443:v4.allowed.test:443 https://web.denied.test/hello"),
        GIT_OTHER_SERVER_NAME(
                443,
                "sni-mismatch",
                "a=$(getent ahostsv4 v4.allowed.test | cut -d' ' -f1 | head -n1); rm -rf clone;"
                        + " git -c http.curloptResolve=web.denied.test:443:$a clone -q https://web.denied.test/git/hello.git clone"),
        NODE_OTHER_SERVER_NAME(
                443,
                "sni-mismatch",
                "node -e \"require('https').get({host:'v4.allowed.test',servername:'web.denied.test'})"
                        + ".on('error',e=>{console.error(e.message);process.exit(1)})\""),
        CURL_OTHER_HOST(80, "host-mismatch", "curl -sS -m 8 -H 'Host: web.denied.test' http://v4.allowed.test/hello"),
        CURL_FAIL_OTHER_HOST(
                80, "host-mismatch", "curl -sSf -m 8 -H 'Host: web.denied.test' http://v4.allowed.test/hello"),
        WGET_OTHER_HOST(
                80,
                "host-mismatch",
                "wget -nv -O- -T 8 -t 1 --header 'Host: web.denied.test' http://v4.allowed.test/hello"),
        PYTHON_OTHER_HOST(
                80,
                "host-mismatch",
                "/usr/bin/python3 -c \"import urllib.request as r; r.urlopen(r.Request('http://v4.allowed.test/hello',"
                        + "headers={'Host':'web.denied.test'}),timeout=8)\""),
        CURL_HTTP_ON_443(443, "not-tls", "curl -sS -m 8 http://v4.allowed.test:443/hello"),
        CURL_TLS_ON_80(80, "not-http", "curl -sS -m 8 https://v4.allowed.test:80/hello"),
        PSQL_ON_443(
                443, "not-tls", "PGCONNECT_TIMEOUT=8 psql -h v4.allowed.test -p 443 -U exeat -c 'select 1' postgres"),
        SSH_ON_443(443, "not-tls", "ssh -F none -o BatchMode=yes -o ConnectTimeout=8 -p 443 v4.allowed.test");

        private final int port;
        private final String reason;
        private final String command;

        Mismatch(int port, String reason, String command) {
            this.port = port;
            this.reason = reason;
            this.command = command;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Servers servers;
    private final ClientsPage page;
    private Session session;

    MismatchTest(Servers servers) throws IOException {
        this.servers = servers;
        this.page = ClientsPage.read(PAGE);
    }

    @BeforeAll
    void startSandbox() {
        Tools.require("curl", "git", "node", "wget", "python3", "psql", "ssh");
        session = Session.start(Exeat.of(servers, Caller.ROOT), "--allow", ALLOWED);
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientEndsAndSaysWhatThePageSays(Mismatch mismatch) {
        var row = page.row(HEADING, mismatch.label());
        int seen = servers.web().seen().size();
        Said said = session.sh("export CURL_CA_BUNDLE=ca.pem; " + mismatch.command);
        assertThat(said.took()).as("%s", said).isLessThan(Duration.ofSeconds(20));
        assertThat(row.statuses()).as("%s", said).contains(said.status());
        assertThat(row.texts(ALLOWED, mismatch.port)).as("%s", said).anyMatch(said.text()::contains);
        session.journal().await(line -> line.denies(ALLOWED, mismatch.port) && line.is("reason", mismatch.reason));
        assertThat(servers.web().seen()).hasSize(seen);
    }
}
