package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes: through standard input and output, and through many connections at once. */
@EndToEnd
class StreamsTest {
    private static final String MANY = """
            import asyncio, collections
            async def one(gate, host):
                async with gate:
                    try:
                        r, w = await asyncio.open_connection(host, 2007)
                        w.write(b'x' * 1000); w.write_eof(); said = await r.read(); w.close()
                        return said.endswith(b'that was 1000\\n')
                    except Exception as e: return repr(e)
            async def main():
                gate = asyncio.Semaphore(200)
                hosts = ['tcp.allowed.test', 'v4.allowed.test', 'v6.allowed.test']
                print(dict(collections.Counter(await asyncio.gather(*[one(gate, hosts[i % 3]) for i in range(800)]))))
            asyncio.run(main())
            """;
    // what it is given as standard input is one end of a TCP connection; it sends what the command says to the other
    private static final String SOCKET = """
            import socket, subprocess, sys
            l = socket.create_server(('127.0.0.1', 0)); a = socket.create_connection(l.getsockname()); b, _ = l.accept()
            b.sendall(b'typed\\n')
            p = subprocess.run(sys.argv[1:], stdin=a.fileno(), stdout=a.fileno())
            a.close(); print(p.returncode, b.makefile().read())
            """;

    private final Servers servers;

    StreamsTest(Servers servers) {
        this.servers = servers;
    }

    private Outcome shell(Exeat exeat, String script, String... arguments) {
        String[] run = exeat.words(arguments);
        String[] words = Commands.join(new String[] {"bash", "-c", script, "bash"}, run);
        return Commands.run(Duration.ofSeconds(60), exeat.work(), Map.of(), words);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT", "ORDINARY"})
    void bytesOfStandardInputAndOutputAreNotChanged(Caller caller) {
        var exeat = Exeat.of(servers, caller);
        Outcome outcome = shell(
                exeat,
                "head -c 3000000 /dev/urandom >random; sha256sum <random; \"$@\" <random | sha256sum;"
                        + " cat random | \"$@\" | sha256sum",
                "run",
                "--quiet",
                "--allow",
                "web.allowed.test",
                "--",
                "cat");
        assertThat(outcome.out().lines()).as(outcome.toString()).hasSize(3);
        assertThat(outcome.out().lines().distinct()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT", "ORDINARY"})
    void commandEndsWhenItsReaderIsGone(Caller caller) {
        Outcome outcome = shell(
                Exeat.of(servers, caller),
                "\"$@\" | head -n1; echo ${PIPESTATUS[0]}",
                "run",
                "--quiet",
                "--allow",
                "web.allowed.test",
                "--",
                "yes");
        assertThat(outcome.out()).isEqualTo("y\n141\n");
    }

    @Test
    void standardInputThatIsAConnectionIsRelayedAndNotHandedOver() {
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("relay.py", SOCKET);
        String[] run = exeat.words(
                "run",
                "--quiet",
                "--allow",
                "web.allowed.test",
                "--",
                "sh",
                "-c",
                "read -r line; echo \"got $line\"; readlink /proc/self/fd/0 /proc/self/fd/1");
        Outcome outcome = Commands.run(
                Duration.ofSeconds(30),
                exeat.work(),
                Map.of(),
                Commands.join(exeat.wordsFor("/usr/bin/python3", "relay.py"), run));
        assertThat(outcome.out())
                .as(outcome.toString())
                .startsWith("0 got typed")
                .doesNotContain("socket:");
    }

    @Test
    @Tag("F-003")
    void burstOfAnInstallerSucceeds() {
        var exeat = Exeat.of(servers, Caller.ORDINARY);
        exeat.write("many.py", MANY);
        Outcome outcome = exeat.sandbox(
                "burst", java.util.List.of("--allow", "tcp://*.allowed.test:2007"), "/usr/bin/python3", "many.py");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("{True: 800}\n");
        assertThat(outcome.took()).isLessThan(Duration.ofSeconds(30));
        assertThat(outcome.err()).contains("800 connections allowed, 0 denied");
    }

    @Test
    void largeUploadArrivesWhole() {
        long before = servers.sunk();
        Outcome outcome = Exeat.of(servers, Caller.ROOT)
                .sandbox(
                        "upload",
                        java.util.List.of("--allow", "tcp://tcp.allowed.test:2009"),
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/tcp.allowed.test/2009; head -c 100000000 /dev/zero >&3");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        for (int i = 0; i < 50 && servers.sunk() < before + 100_000_000; i++) {
            Running.pause(100);
        }
        assertThat(servers.sunk() - before).isEqualTo(100_000_000);
    }
}
