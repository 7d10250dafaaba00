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

/** What a user sees when a client that is set up for a proxy is refused, as docs/clients.md has it; and that it is served where it may be. */
@EndToEnd
class DoorDenialsTest {
    private static final String HEADING = "Through a proxy";
    private static final Path PAGE =
            Path.of(System.getProperty("exeat.root", "..")).resolve("docs/clients.md");
    private static final String ALLOWED = "v4.allowed.test";
    private static final String DENIED = "web.denied.test";
    private static final String HTTP = "http://proxy.exeat.internal:3128";
    private static final String SOCKS = "socks5h://proxy.exeat.internal:1080";
    private static final String JAVA_HTTP = "-Dhttps.proxyHost=proxy.exeat.internal -Dhttps.proxyPort=3128";
    private static final String JAVA_SOCKS = "-DsocksProxyHost=proxy.exeat.internal -DsocksProxyPort=1080";
    private static final String GIT =
            "rm -rf clone; git -c http.proxy=%s clone -q https://HOST/git/hello.git clone" + " && cat clone/hello.txt";
    private static final String NPM = "rm -rf npm node_modules package*.json; npm install --https-proxy %s"
            + " --registry https://HOST/npm/ exeat-hello && node -e 'require(\"exeat-hello\")'";
    private static final String OPEN = """
            import java.net.URI;
            class Open {
                public static void main(String[] args) throws Exception {
                    System.out.print(new String(URI.create(args[0]).toURL().openStream().readAllBytes()));
                }
            }
            """;
    private static final String MAVEN_PROXY =
            "<settings><proxies><proxy><active>true</active><protocol>https</protocol>"
                    + "<host>proxy.exeat.internal</host><port>3128</port></proxy></proxies>";

    /** A client that is set up for one of the doors, in its own way. */
    enum Door {
        CURL_CONNECT("curl", "curl -sS -m 8 -x " + HTTP + " https://HOST/hello"),
        CURL_ABSOLUTE("curl", "curl -sS -m 8 -x " + HTTP + " http://HOST/hello"),
        CURL_SOCKS("curl", "curl -sS -m 8 -x " + SOCKS + " https://HOST/hello"),
        WGET_CONNECT(
                "wget", "https_proxy=" + HTTP + " wget -nv -O- -T 8 -t 1 --ca-certificate=ca.pem https://HOST/hello"),
        GIT_CONNECT("git", GIT.formatted(HTTP)),
        GIT_SOCKS("git", GIT.formatted(SOCKS)),
        PYTHON_CONNECT("python3", "https_proxy=" + HTTP + " /usr/bin/python3 -c \"$PYTHON\" https://HOST/hello"),
        PIP_CONNECT(
                "python3",
                "rm -rf site; /usr/bin/python3 -m pip install --proxy " + HTTP
                        + " --target site --index-url https://HOST/pip/simple/ exeat-hello && PYTHONPATH=site"
                        + " /usr/bin/python3 -c 'import exeat_hello'"),
        NPM_CONNECT("npm", NPM.formatted(HTTP)),
        NPM_SOCKS("npm", NPM.formatted(SOCKS)),
        JAVA_CONNECT("java", "$JAVA " + JAVA_HTTP + " -cp . Fetch.java https://HOST/hello"),
        JAVA_SOCKS("java", "$JAVA " + DoorDenialsTest.JAVA_SOCKS + " -cp . Open.java https://HOST/hello"),
        GO_CONNECT("go", "HTTPS_PROXY=" + HTTP + " ./fetch https://HOST/hello"),
        GO_SOCKS("go", "HTTPS_PROXY=" + SOCKS.replace("socks5h", "socks5") + " ./fetch https://HOST/hello"),
        MAVEN_CONNECT(
                "java",
                "rm -rf repository; MIRROR=https://HOST/maven/ maven/bin/mvn -q -B -s proxied.xml"
                        + " -Dmaven.repo.local=repository " + MavenPackages.GOAL);

        private final String program;
        private final String command;

        Door(String program, String command) {
            this.program = program;
            this.command = command;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Servers servers;
    private final ClientsPage page;
    private Session session;

    DoorDenialsTest(Servers servers) throws IOException {
        this.servers = servers;
        this.page = ClientsPage.read(PAGE);
    }

    @BeforeAll
    void startSandbox() {
        for (Door door : Door.values()) {
            Tools.require(door.program);
        }
        Tools.requirePip();
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("Fetch.java", Client.FETCH);
        exeat.write("Open.java", OPEN);
        exeat.give(Workshop.goClient());
        Workshop.giveMaven(exeat);
        exeat.write("pom.xml", MavenPackages.PROJECT);
        exeat.write("proxied.xml", MavenPackages.settings("${env.MIRROR}").replace("<settings>", MAVEN_PROXY));
        session = Session.start(exeat, "--allow", ALLOWED);
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientEndsAndSaysWhatThePageSays(Door door) {
        var row = page.row(HEADING, door.label());
        int seen = servers.web().seen().size();
        int asked = servers.dns().questionsFor(DENIED).size();
        Said said = session.sh(command(door, DENIED));
        assertThat(said.took()).as("%s", said).isLessThan(Duration.ofSeconds(20));
        assertThat(row.statuses()).as("%s", said).contains(said.status());
        assertThat(row.texts(DENIED, 443)).as("%s", said).anyMatch(said.text()::contains);
        int port = door == Door.CURL_ABSOLUTE ? 80 : 443;
        session.journal().await(line -> line.denies(DENIED, port) && line.is("reason", "not-allowed"));
        assertThat(servers.web().seen()).hasSize(seen);
        assertThat(servers.dns().questionsFor(DENIED)).hasSize(asked);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAllowedIsReachedThroughTheDoor(Door door) {
        int seen = servers.web().seen().size();
        Said said = session.sh(command(door, ALLOWED));
        assertThat(said.status()).as("%s", said).isZero();
        assertThat(said.text()).contains("hello from");
        assertThat(servers.web().seen()).hasSizeGreaterThan(seen);
    }

    private static String command(Door door, String host) {
        return Client.SETTINGS + door.command.replace("HOST", host);
    }
}
