package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exeat run --image}: what holds for a command of this machine holds for a container. */
@EndToEnd
abstract class AbstractContainerRunTest {
    private static final List<String> ALLOWED = List.of("--allow", "web.allowed.test");

    private final Servers servers;
    private TestEngine engine;
    private Exeat exeat;

    AbstractContainerRunTest(Servers servers) {
        this.servers = servers;
    }

    abstract TestEngine engine();

    @BeforeAll
    void start() {
        engine = engine();
        exeat = Exeat.of(servers, engine);
        // the first one builds the gateway's image, which takes a while on a busy machine
        try (var first = exeat.start(arguments("first", List.of(), "true"))) {
            assertThat(first.awaitEnd(Duration.ofMinutes(5)))
                    .as(String.join("\n", first.err()))
                    .isZero();
        }
    }

    private String[] arguments(String name, List<String> flags, String script) {
        List<String> all = new ArrayList<>(
                List.of("--engine", engine.program(), "--image", engine.image(TestImage.TOOLS), "--no-mount"));
        all.addAll(flags);
        return Exeat.sandboxArguments(name, all, "bash", "-c", script);
    }

    private Outcome run(String name, List<String> flags, String script) {
        return exeat.run(arguments(name, flags, script));
    }

    @Test
    void allowedNameIsReachedByEveryRequestAndAllElseIsRefusedAndSaid() {
        Outcome outcome = run(
                "plain",
                ALLOWED,
                "curl -sS http://web.allowed.test/hello; curl -s http://web.denied.test/; curl -s http://" + Places.WEB4
                        + "/; exit 0");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).as(outcome.toString()).startsWith("hello from");
        assertThat(outcome.err()).contains("'plain': strict, 1 target allowed, walls proven");
        assertThat(outcome.err()).contains("web.denied.test").contains("--allow");
        assertThat(exeat.run("logs", "plain", "--denied").out()).contains("web.denied.test");
    }

    @Test
    void statusIsTheCommandsOwn() {
        assertThat(run("status", List.of(), "exit 7").status()).isEqualTo(7);
    }

    @Test
    void whatWouldOpenTheSandboxIsRefusedBeforeAnythingIsMade() {
        var before = EngineState.of(engine);
        Outcome outcome = run("open", List.of("--cap-add", "NET_ADMIN", "--engine-arg=--privileged"), "true");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(2);
        assertThat(outcome.err()).contains("NET_ADMIN").contains("--privileged");
        before.awaitNothingNew(engine);
    }

    @Test
    void nothingIsLeftAfterARunAndAfterOneThatFails() {
        run("before", List.of(), "true");
        var before = EngineState.of(engine);
        assertThat(run("gone", ALLOWED, "curl -sS http://web.allowed.test/hello")
                        .status())
                .isZero();
        assertThat(run("gone", List.of("--required-nothing"), "true").status()).isEqualTo(2);
        Outcome missing = exeat.run(
                "run", "--engine", engine.program(), "--image", "no.such.test/image:1", "--no-mount", "--", "true");
        assertThat(missing.status()).as(missing.toString()).isEqualTo(125);
        assertThat(missing.err()).contains("no.such.test/image:1");
        before.awaitNothingNew(engine);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip link add x type dummy",
                "ip route add default via 127.0.0.2",
                "nft flush ruleset",
                "python3 -c \"import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\"",
                "python3 -c \"import socket; socket.socket(40, socket.SOCK_STREAM)\"",
                "unshare -n true",
                "ping -c1 -W1 1.1.1.1",
                "dig +time=1 +tries=1 @127.0.0.11 web.allowed.test | grep 'status: NOERROR'",
                "curl -sS -m 2 -o /dev/null http://169.254.169.254/"
            })
    void rootInsideCannotChangeOrPassTheWalls(String command) {
        Outcome outcome = run("walls", List.of(), command);
        assertThat(outcome.status()).as(outcome.toString()).isNotZero();
        assertThat(outcome.err()).contains("walls proven");
    }

    @Test
    void hostPortIsReachedByItsNamesOnlyWhenAskedFor() {
        String script = "cat </dev/tcp/host.exeat.internal/" + Places.HOST_SERVICE;
        Outcome opened = run("host", List.of("--host-port", Integer.toString(Places.HOST_SERVICE)), script);
        assertThat(opened.out()).as(opened.toString()).startsWith("220 ready at");
        assertThat(run("host", List.of(), script).status()).isNotZero();
    }

    @Test
    void publishedPortReachesTheContainer() {
        int port = 13100;
        var running = exeat.start(arguments(
                "published",
                List.of("--publish", Integer.toString(port)),
                "cd /tmp; echo from inside >index.html; echo up; exec python3 -m http.server " + port));
        try (running) {
            running.awaitText("up");
            String[] curl = {"curl", "-sS", "-m", "5", "--retry", "20", "--retry-all-errors", "--retry-delay", "1"};
            Outcome outcome = Commands.run(Commands.join(
                    servers.world().client().words(), Commands.join(curl, "http://127.0.0.1:" + port + "/index.html")));
            assertThat(outcome.out()).as(outcome.toString()).isEqualTo("from inside\n");
            running.signal("TERM");
            running.awaitEnd(Duration.ofSeconds(30));
        }
    }

    @Test
    void killedExeatLeavesNoWayOutAndWhatItLeftIsRemovedByProof() {
        run("before", List.of(), "true");
        var before = EngineState.of(engine);
        var running = exeat.start(arguments("killed", ALLOWED, "echo up; exec sleep 300"));
        try (running) {
            running.awaitText("up");
            running.signal("KILL");
            running.awaitEnd(Duration.ofSeconds(10));
        }
        Outcome inside =
                engine.call("exec", "exeat-killed", "curl", "-sS", "-m", "10", "http://web.allowed.test/hello");
        assertThat(inside.status()).as(inside.toString()).isNotZero();
        assertThat(exeat.run("gc").out()).contains("of 'killed'");
        before.awaitNothingNew(engine);
    }

    @Test
    void commandIsPausedAndItsNetworkClosedWhenAWallIsLost() {
        var before = EngineState.of(engine);
        var running = exeat.start(arguments("lost", ALLOWED, "echo up; exec sleep 300"));
        try (running) {
            running.awaitText("up");
            engine.must("kill", "exeat-lost-holder");
            running.awaitText("a wall was lost");
            assertThat(engine.must("inspect", "--format", "{{.State.Paused}}", "exeat-lost"))
                    .isEqualTo("true\n");
            await().until(() -> engine.must("ps", "--quiet", "--filter", "name=exeat-lost-gateway")
                    .isEmpty());
            running.signal("TERM");
            running.awaitEnd(Duration.ofSeconds(30));
        }
        before.awaitNothingNew(engine);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 700, 1100, 1600, 2200})
    void interruptedStartLeavesNothing(int millis) {
        run("before", List.of(), "true");
        var before = EngineState.of(engine);
        var running = exeat.start(arguments("cut", ALLOWED, "exec sleep 300"));
        try (running) {
            Running.pause(millis);
            running.signal("INT");
            running.awaitEnd(Duration.ofSeconds(60));
        }
        before.awaitNothingNew(engine);
    }
}
