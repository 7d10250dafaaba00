package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import dev.exeat.e2e.Session.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy variables lead to the gateway's doors; nothing needs them, and nothing gets past the policy by them. */
@EndToEnd
class ProxyVariablesTest {
    private static final String HTTP = "http://proxy.exeat.internal:3128";
    private static final String SOCKS = "socks5h://proxy.exeat.internal:1080";
    private static final String SHOW = "env | grep -i -e _proxy= -e JAVA_TOOL; true";
    private static final String OPEN = """
            import java.net.URI;
            class Open {
                public static void main(String[] args) throws Exception {
                    try (var in = URI.create(args[0]).toURL().openConnection().getInputStream()) {
                        System.out.println(new String(in.readAllBytes()));
                    }
                }
            }
            """;
    private static final String JAVA = "JAVAHOME/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                    .replace("JAVAHOME", System.getProperty("java.home"))
            + " -Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=exeat-tests ";
    private static final String PYTHON = "SSL_CERT_FILE=ca.pem /usr/bin/python3 -c"
            + " 'import sys,urllib.request as r; print(r.urlopen(sys.argv[1],timeout=8).read().decode())' ";
    private static final Map<String, String> CLIENTS = Map.of(
            "curl",
            "curl -fsS -m 8 --cacert ca.pem ",
            "urllib",
            PYTHON,
            "HttpClient",
            JAVA + "Fetch.java ",
            "URLConnection",
            JAVA + "Open.java ");

    private final Servers servers;
    private Exeat exeat;

    ProxyVariablesTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        Tools.require("curl", "python3");
        exeat = Exeat.of(servers, Caller.ORDINARY);
        exeat.write("Fetch.java", Client.FETCH);
        exeat.write("Open.java", OPEN);
    }

    private Session session(String proxyEnv) {
        return Session.start(exeat, "--allow", "web.allowed.test", "--proxy-env", proxyEnv);
    }

    private static boolean askedFor(Session session, String name) {
        return session.journal().lines().stream()
                .anyMatch(line -> line.is("event", "question") && line.is("name", name));
    }

    @ParameterizedTest(name = "with --proxy-env {0}")
    @ValueSource(strings = {"on", "off"})
    void everyClientReachesWhatIsAllowedAndNothingElse(String proxyEnv) {
        try (Session session = session(proxyEnv)) {
            CLIENTS.forEach((client, command) -> {
                for (String scheme : List.of("http", "https")) {
                    Said served = session.sh(command + scheme + "://web.allowed.test/hello");
                    assertThat(served.text()).as(client + " " + served).contains("hello from");
                    Said refused = session.sh(command + scheme + "://web.denied.test/hello");
                    // a client that prints the answer to a refusal has been refused all the same
                    assertThat(refused.text()).as(client + " " + refused).doesNotContain("hello from");
                }
            });
            // a client of a door has no need to look up anything but the door
            assertThat(askedFor(session, "web.allowed.test")).isEqualTo(proxyEnv.equals("off"));
            assertThat(askedFor(session, "proxy.exeat.internal")).isEqualTo(proxyEnv.equals("on"));
            session.journal().await(line -> line.denies("web.denied.test", 0) && line.is("reason", "not-allowed"));
        }
        assertThat(servers.dns().questionsFor("web.denied.test")).isEmpty();
    }

    @Test
    void switchedOnTheyAreSetInBothCasesAndForJava() {
        try (Session session = session("on")) {
            Map<String, String> set = set(session.sh(SHOW).text());
            String java = set.remove("JAVA_TOOL_OPTIONS");
            assertThat(set).isEqualTo(doors());
            assertThat(java).contains("-Dhttps.proxyHost=proxy.exeat.internal", "-Dhttps.proxyPort=3128");
            Said local = session.sh("/usr/bin/python3 -m http.server --bind 127.0.0.1 8123 >/dev/null 2>&1 & sleep 1.5;"
                    + " curl -fsS -m 8 -o /dev/null -w '%{http_code}' http://127.0.0.1:8123/");
            assertThat(local.text()).as(local.toString()).endsWith("200");
        }
    }

    private static Map<String, String> doors() {
        Map<String, String> doors = new TreeMap<>();
        for (String name : List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY")) {
            doors.put(name, HTTP);
        }
        doors.put("all_proxy", SOCKS);
        doors.put("ALL_PROXY", SOCKS);
        doors.put("no_proxy", "localhost,127.0.0.1,::1");
        doors.put("NO_PROXY", "localhost,127.0.0.1,::1");
        return doors;
    }

    private static Map<String, String> set(String lines) {
        Map<String, String> set = new TreeMap<>();
        lines.lines().map(line -> line.split("=", 2)).forEach(pair -> set.put(pair[0], pair[1]));
        return set;
    }

    /** What a caller's variables become inside. */
    private Map<String, String> inside(List<String> flags, String... variables) {
        String[] words = exeat.words(Exeat.sandboxArguments("env", flags, "sh", "-c", SHOW));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(all.indexOf("-i") + 1, Arrays.asList(variables));
        Outcome outcome = Commands.run(Duration.ofSeconds(60), exeat.work(), Map.of(), all.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return set(outcome.out());
    }

    @Test
    void byThemselvesTheyAreSetWhereTheCallerHasAProxy() {
        assertThat(inside(List.of())).isEmpty();
        assertThat(inside(List.of(), "HTTPS_PROXY=http://proxy.corp.example:8080", "no_proxy=corp.example"))
                .isEqualTo(doors());
        assertThat(inside(List.of("--proxy-env", "off"), "http_proxy=http://proxy.corp.example:8080"))
                .isEmpty();
    }

    @Test
    void theCallersOptionsForJavaStayAndItsOwnVariablesWin() {
        Map<String, String> set = inside(
                List.of("--proxy-env", "on", "--env", "http_proxy=http://127.0.0.1:9"), "JAVA_TOOL_OPTIONS=-Dmine=1");
        assertThat(set.get("JAVA_TOOL_OPTIONS")).startsWith("-Dmine=1 -Dhttp.proxyHost=");
        assertThat(set.get("http_proxy")).isEqualTo("http://127.0.0.1:9");
        assertThat(set.get("HTTP_PROXY")).isEqualTo(HTTP);
    }

    @Test
    void anotherWordIsWrongUsage() {
        Outcome outcome = exeat.sandbox("word", List.of("--proxy-env", "yes"), "echo", "ran");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("--proxy-env 'yes' is not known", "[proxy-env-unknown]");
    }
}
