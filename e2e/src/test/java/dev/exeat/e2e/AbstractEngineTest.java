package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.exeat.e2e.Commands.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A container engine and the images by themselves, without Exeat: what Exeat's own tests miss is not due to these. */
@EndToEnd
abstract class AbstractEngineTest {
    final Servers servers;
    private TestEngine engine;

    AbstractEngineTest(Servers servers) {
        this.servers = servers;
    }

    abstract TestEngine engine();

    @BeforeAll
    void start() {
        engine = engine();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    curl --version                                         | curl
                    dig -v 2>&1                                            | DiG
                    cd /tmp && git init -q a && git -C a remote-https x 2>&1; git --version | git version
                    ssh -V 2>&1                                            | OpenSSH
                    nft --version                                          | nftables
                    ip -o link show lo                                     | LOOPBACK
                    ping -c1 127.0.0.1                                     | 1 received
                    python3 -c 'import ssl, asyncio; print(ssl.OPENSSL_VERSION)' | OpenSSL
                    ps -o comm= -p 1                                       | bash
                    getent passwd user                                     | user:x:1000:1000
                    stat -c %a /tmp                                        | 1777
                    """)
    void programsOfTheImageRun(String command, String says) {
        Outcome outcome = engine.inside(TestImage.TOOLS, "bash", "-c", command + "; exit");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).contains(says);
    }

    @Test
    void imageWithJavaRunsASourceFile() {
        String source = "public class Hi { public static void main(String[] a) { System.out.println(6 * 7); } }";
        Outcome outcome = engine.inside(
                TestImage.JAVA, "bash", "-c", "cd /tmp && echo '" + source + "' >Hi.java && java Hi.java");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("42\n");
    }

    @Test
    void containerWithoutNetworkReachesNothingAndOneWithAnUplinkReachesTheServersButNoPublicAddress() {
        String curl = "curl -sS -m 5 http://" + Places.WEB4 + "/hello";
        assertThat(engine.inside(TestImage.TOOLS, "bash", "-c", curl).status()).isEqualTo(7);
        Outcome outcome = uplink(curl);
        assertThat(outcome.out()).as(outcome.toString()).startsWith("hello from");
        assertThat(uplink("curl -sS -m 5 http://198.41.0.4/").status()).isNotZero();
    }

    private Outcome uplink(String script) {
        String[] run =
                Commands.join(new String[] {"run", "--rm"}, engine.uplink().toArray(String[]::new));
        return engine.call(Commands.join(run, engine.image(TestImage.TOOLS), "bash", "-c", script));
    }

    @Test
    void whatIsLeftBehindIsNoticed() {
        String image = engine.image(TestImage.TOOLS);
        var before = EngineState.of(engine);
        engine.must("run", "--detach", "--name", "left", "--network", "none", image, "sleep", "300");
        engine.must("volume", "create", "left-volume");
        engine.must("network", "create", "left-network");
        try {
            var now = EngineState.of(engine);
            assertThat(before.newSince(now))
                    .anyMatch(line -> line.startsWith("container") && line.endsWith(" left"))
                    .anyMatch(line -> line.startsWith("process") && line.contains("sleep 300"))
                    .contains("volume left-volume")
                    .anyMatch(line -> line.startsWith("network") && line.endsWith(" left-network"));
        } finally {
            engine.must("kill", "left");
            engine.must("rm", "--force", "left");
            engine.must("volume", "rm", "left-volume");
            engine.must("network", "rm", "left-network");
        }
        before.awaitNothingNew(engine);
    }

    @Test
    void containersOfADeadWorldAreEndedByTheirFileSystem() {
        String image = engine.image(TestImage.TOOLS);
        engine.must(
                "run", "--detach", "--name", "orphan", "--user", "1000", "--network", "none", image, "sleep", "300");
        try {
            TestEngine.endContainers(engine.world().folder());
            await().until(() -> engine.must("inspect", "--format", "{{.State.Running}}", "orphan")
                    .equals("false\n"));
        } finally {
            engine.must("rm", "--force", "orphan");
        }
    }

    @Test
    void launcherFindsTheEngineInItsEnvironment() {
        var exeat = Exeat.of(servers, engine);
        String[] words = exeat.wordsFor(engine.program(), "image", "inspect", engine.image(TestImage.TOOLS));
        assertThat(Commands.run(words).status()).isZero();
    }
}
