package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import dev.exeat.e2e.Session.Said;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways out that are no network: each is shown to work outside first, by the same script as the same user. */
@EndToEnd
abstract class AbstractJailTest {
    private static final String CONNECT =
            "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(%s);" + " print(s.recv(9))";
    // answers on a Unix socket until its standard input ends
    private static final String LISTEN = """
            import os, socket, sys, threading
            def serve(name):
                s = socket.socket(socket.AF_UNIX); s.bind(name); s.listen()
                if name[0] != '\\0': os.chmod(name, 0o777)
                while True:
                    c, _ = s.accept(); c.sendall(b'reached'); c.close()
            for n in sys.argv[1:]:
                threading.Thread(target=serve, args=(n.replace('@', '\\0'),), daemon=True).start()
            print('listening', flush=True)
            sys.stdin.read()
            for n in sys.argv[1:]:
                if n[0] != '@': os.unlink(n)
            """;

    private final Servers servers;
    private final Caller caller;
    private Exeat exeat;
    private Session session;
    private Running listener;
    private String mark;

    AbstractJailTest(Servers servers, Caller caller) {
        this.servers = servers;
        this.caller = caller;
    }

    @BeforeAll
    void startSandbox() {
        exeat = Exeat.of(servers, caller);
        mark = "exeat-t-" + ProcessHandle.current().pid() + "-" + caller.uid();
        Commands.must(exeat.wordsFor("git", "init", "-q", exeat.work().toString()));
        exeat.write("listen.py", LISTEN);
        listener = Running.start(
                exeat.work(),
                exeat.wordsFor(
                        "/usr/bin/python3",
                        "listen.py",
                        "/tmp/" + mark,
                        "/var/tmp/" + mark + ".socket",
                        exeat.home() + "/socket",
                        "@" + mark));
        listener.awaitText("listening");
        session = Session.start(exeat, "--allow", "web.allowed.test");
    }

    @AfterAll
    void stopSandbox() {
        for (AutoCloseable each : new AutoCloseable[] {session, listener}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void worksOutsideOnly(String script) {
        Outcome outside =
                Commands.run(Duration.ofSeconds(10), exeat.work(), Map.of(), exeat.wordsFor("bash", "-c", script));
        assertThat(outside.status()).as("outside: %s: %s", script, outside).isZero();
        Said inside = session.sh(script);
        assertThat(inside.status()).as("inside: %s: %s", script, inside).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/MARK", "/var/tmp/MARK.socket", "HOME/socket", "@MARK"})
    void socketsOfTheHostAreOutOfReach(String name) {
        String path = name.replace("MARK", mark).replace("HOME", exeat.home().toString());
        worksOutsideOnly("/usr/bin/python3 -c \"" + CONNECT.formatted("'" + path.replace("@", "\\0") + "'") + "\"");
    }

    @Test
    void otherProcessesAreOutOfReach() {
        worksOutsideOnly("kill -0 " + listener.pid());
        worksOutsideOnly("tr '\\0' ' ' </proc/" + listener.pid() + "/cmdline | grep listen.py");
    }

    @Test
    void stateOfExeatIsHidden() {
        worksOutsideOnly("ls " + exeat.state() + "/sandboxes/" + session.name() + "/audit.jsonl");
        worksOutsideOnly("cat " + exeat.state() + "/sandboxes/" + session.name() + "/audit.jsonl | grep probe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".git/hooks/post-commit", ".git/config", "HOME/.bashrc", "HOME/.exeat/x", "/var/tmp/MARK.file"})
    void filesThatWouldBeRunLaterCannotBeWritten(String name) {
        String path = name.replace("MARK", mark).replace("HOME", exeat.home().toString());
        Said inside = session.sh("echo '# left' >>" + path);
        Outcome left = Commands.run(exeat.wordsFor("sh", "-c", "cd " + exeat.work() + " && grep -qs '# left' " + path));
        assertThat(left.status()).as("%s: %s", path, inside).isNotZero();
        Outcome outside = Commands.run(exeat.wordsFor(
                "sh",
                "-c",
                "cd " + exeat.work() + " && cp -p " + path + " saved 2>/dev/null; echo >>" + path + " && rm " + path
                        + " && { test ! -e saved || mv saved " + path + "; }"));
        assertThat(outside.status()).as("outside: %s: %s", path, outside).isZero();
    }

    @Test
    void privilegesCannotBeGained() {
        assertThat(session.sh("grep -E '^Cap(Prm|Eff|Bnd|Amb)' /proc/self/status")
                        .text()
                        .lines())
                .allMatch(line -> line.endsWith("0000000000000000"));
        assertThat(session.sh("grep NoNewPrivs /proc/self/status").text()).endsWith("1");
        assertThat(session.sh("mount -t tmpfs none /mnt").status()).isNotZero();
    }

    @Test
    void inheritedDescriptorIsClosed() {
        String[] run = exeat.words(Exeat.sandboxArguments(
                "descriptor", java.util.List.of("--allow", "web.allowed.test"), "sh", "-c", "ls -l /proc/self/fd"));
        String[] words = Commands.join(new String[] {"bash", "-c", "exec 9</etc/shadow; exec \"$@\"", "bash"}, run);
        Outcome outcome = Commands.run(Duration.ofSeconds(30), exeat.work(), Map.of(), words);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).doesNotContain("/etc/shadow");
    }

    @Test
    void environmentThatLeadsOutIsUnset() {
        String[] run = exeat.words(
                Exeat.sandboxArguments("environment", java.util.List.of("--allow", "web.allowed.test"), "env"));
        int at = java.util.List.of(run).indexOf("LANG=C.UTF-8");
        run[at] = "SSH_AUTH_SOCK=/tmp/agent";
        Outcome outcome = Commands.run(Duration.ofSeconds(30), exeat.work(), Map.of(), run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).doesNotContain("SSH_AUTH_SOCK").contains("HOME=");
    }
}
