package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running sandbox takes another policy within a second, or keeps the one that it has. */
@EndToEnd
class PolicyApplyTest {
    private static final String FIRST = """
            version: 1
            egress:
              allow:
                - tcp://tcp.allowed.test:2007
                - tcp://db.allowed.test:5432
                - web.allowed.test:80
            """;

    private final Servers servers;
    private Exeat exeat;

    PolicyApplyTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
        exeat.write("first.yaml", FIRST);
    }

    private Session session(String... flags) {
        return Session.start(exeat, Commands.join(new String[] {"--policy", "first.yaml"}, flags));
    }

    private Path copy(Session session) {
        return exeat.state().resolve("sandboxes").resolve(session.name()).resolve("policy.yaml");
    }

    private static final String WEB = "curl -sS -m 5 http://web.allowed.test/hello";

    @Test
    void anAppliedPolicyOpensAndShutsWithinASecond() {
        exeat.write("next.yaml", "version: 1\negress: { allow: [v6.allowed.test:80] }\n");
        try (Session session = session()) {
            assertThat(session.sh(WEB).status()).isZero();
            Outcome applied = exeat.run("policy", "apply", "--yes", session.name(), "next.yaml");
            assertThat(applied.status()).as(applied.toString()).isZero();
            assertThat(applied.out()).contains("+ allow v6.allowed.test 80", "- allow web.allowed.test 80");
            assertThat(session.sh(WEB).status()).isNotZero();
            assertThat(session.sh("curl -sS -m 5 http://v6.allowed.test/hello").status())
                    .isZero();
            assertThat(session.journal()
                            .await(line -> line.is("event", "policy"))
                            .get("detail"))
                    .startsWith("sha256:")
                    .endsWith("profile strict, 1 allowed, 0 denied");
            Outcome shown = exeat.run("policy", "show", session.name());
            assertThat(shown.out())
                    .contains("v6.allowed.test", "policy.yaml:2:19")
                    .doesNotContain("web.allowed.test");
            assertThat(exeat.run("explain", "--sandbox", session.name(), "http://web.allowed.test/")
                            .status())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFileThatTheCommandCouldHaveWrittenIsTakenOnlyWhenItIsSaidSo() {
        try (Session session = session()) {
            assertThat(session.sh("cp first.yaml next.yaml && echo '    - planted.example' >>next.yaml")
                            .status())
                    .isZero();
            Outcome refused = exeat.run("policy", "apply", session.name(), "next.yaml");
            assertThat(refused.status()).as(refused.toString()).isEqualTo(125);
            assertThat(refused.err()).contains("can write to 'next.yaml'").contains("--yes");
            assertThat(exeat.run("policy", "show", session.name()).out()).doesNotContain("planted.example");
        }
    }

    @Test
    void connectionsOfARuleThatIsGoneEndAndOthersLive() {
        exeat.write(
                "next.yaml",
                FIRST.replace("    - tcp://tcp.allowed.test:2007\n", "").replace("db.allowed", "tcp.allowed"));
        try (Session session = session("--allow", "tcp://git.allowed.test:22")) {
            session.python("""
                    import os, socket, sys, time
                    if os.fork(): sys.exit(0)
                    os.setsid()
                    for fd in (1, 2): os.dup2(os.open(os.devnull, os.O_WRONLY), fd)
                    gone = socket.create_connection(("tcp.allowed.test", 2007)); kept = socket.create_connection(("git.allowed.test", 22))
                    gone.sendall(b"x"); gone.recv(1); kept.recv(3)
                    open("ready", "w").close()
                    gone.settimeout(20)
                    try: end = repr(gone.recv(1))
                    except OSError as e: end = type(e).__name__
                    took = time.time()
                    kept.sendall(b"SSH-2.0-test\\r\\n"); kept.settimeout(5)
                    alive = len(kept.recv(1000)) > 0
                    open("seen.new", "w").write("%s %s %f" % (end, alive, took)); os.rename("seen.new", "seen")
                    """);
            assertThat(session.sh("for i in $(seq 100); do test -e ready && exit 0; sleep 0.1; done; exit 1")
                            .status())
                    .isZero();
            Instant applied = Instant.now();
            Outcome outcome = exeat.run("policy", "apply", "--yes", session.name(), "next.yaml", "--json");
            assertThat(outcome.out())
                    .as(outcome.toString())
                    .contains(
                            "\"removed\":[\"allow tcp://tcp.allowed.test 2007\",\"allow tcp://db.allowed.test 5432\"]");
            String seen = session.sh("for i in $(seq 100); do test -e seen && break; sleep 0.1; done; cat seen")
                    .text();
            assertThat(seen).startsWith("ConnectionResetError True ");
            assertThat(Double.parseDouble(seen.split(" ")[2]))
                    .isLessThan(applied.plus(Duration.ofSeconds(4)).getEpochSecond());
        }
    }

    @Test
    void aFileWithAProblemChangesNothing() {
        exeat.write("next.yaml", "version: 1\negress: { allow: [a..b] }\n");
        exeat.write("publish.yaml", FIRST + "publish: [18080]\nprofile: permissive\n");
        try (Session session = session()) {
            Outcome bad = exeat.run("policy", "apply", "--yes", session.name(), "next.yaml");
            assertThat(bad.status()).isEqualTo(1);
            assertThat(bad.err()).contains("next.yaml:2:19: error: ");
            Outcome fixed = exeat.run("policy", "apply", "--yes", session.name(), "publish.yaml");
            assertThat(fixed.status()).isEqualTo(1);
            assertThat(fixed.err()).contains("'publish' cannot change while the sandbox runs");
            assertThat(session.sh(WEB).status()).isZero();
            assertThat(session.journal().lines()).noneMatch(line -> line.is("event", "policy"));
        }
    }

    @Test
    void theSandboxesOwnFileIsWatchedAndABrokenOneIsSaidAndRecorded() throws Exception {
        try (Session session = session()) {
            Files.writeString(copy(session), "version: 1\negress: { allow: [x..y] }\n");
            session.running().awaitText("policy.yaml:2:19: error: ");
            assertThat(session.running().err()).anyMatch(line -> line.contains("the policy before stays in force"));
            assertThat(session.journal()
                            .await(line -> line.is("event", "policy"))
                            .get("verdict"))
                    .isEqualTo("fail");
            assertThat(session.sh(WEB).status()).isZero();
            Files.writeString(copy(session), "version: 1\n");
            session.journal().await(line -> line.is("event", "policy") && line.is("verdict", "pass"));
            assertThat(session.sh(WEB).status()).isNotZero();
        }
    }

    @Test
    void aSandboxThatDoesNotRunTakesNothing() {
        exeat.sandbox("over", java.util.List.of("--policy", "first.yaml"), "true");
        Outcome outcome = exeat.run("policy", "apply", "--yes", "over", "first.yaml");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).contains("does not run");
    }
}
