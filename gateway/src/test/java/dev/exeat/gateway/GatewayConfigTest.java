package dev.exeat.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import dev.exeat.policy.file.PolicyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
    private static final List<String> LINES = List.of(
            "sandbox calm-otter",
            "directory /home/me/.exeat/sandboxes/calm-otter",
            "document exeat.yaml",
            "text version: 1",
            "text",
            "text egress: {allow: [web.example.test]} # ü",
            "document other.yaml",
            "text version: 1",
            "profile strict",
            "allow api.example.test",
            "allow tcp://git.example.test:22",
            "deny **.pastebin.example",
            "allow-private db.example.test",
            "host-port 8931",
            "upstream 192.0.2.53:53",
            "upstream [2001:db8::53]:5353",
            "nonce 5eed",
            "uid 61234");

    @Test
    void whatIsRenderedIsReadBackTheSame() {
        GatewayConfig config = GatewayConfig.parse(LINES).orElseThrow();
        assertThat(config.render()).isEqualTo(LINES);
        assertThat(config.sources().flags().profile()).isEqualTo(Profile.STRICT);
        assertThat(config.directory()).isEqualTo(Path.of("/home/me/.exeat/sandboxes/calm-otter"));
        assertThat(config.upstreams())
                .containsExactly(
                        new GatewayConfig.Server(IpAddress.parse("192.0.2.53").orElseThrow(), 53),
                        new GatewayConfig.Server(IpAddress.parse("2001:db8::53").orElseThrow(), 5353));
        assertThat(config.uid()).isEqualTo(61234);
        assertThat(config.sources().files()).extracting(PolicyFile::name).containsExactly("exeat.yaml", "other.yaml");
        assertThat(config.policy().orElseThrow().policy().rules())
                .extracting(Rule::origin)
                .contains("exeat.yaml:3:18", "--allow api.example.test");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sandbox ../up | gateway-value-invalid",
                "sandbox a b | gateway-value-invalid",
                "directory relative/path | gateway-value-invalid",
                "profile open | profile-unknown",
                "nonce xyz | gateway-value-invalid",
                "uid 0 | gateway-value-invalid",
                "uid -1 | gateway-value-invalid",
                "upstream 192.0.2.53 | gateway-value-invalid",
                "upstream dns.example.test:53 | gateway-value-invalid",
                "upstream 192.0.2.053:53 | gateway-value-invalid",
                "upstream 192.0.2.53:0 | gateway-value-invalid",
                "upstream 192.0.2.53:65536 | gateway-value-invalid",
                "upstream [192.0.2.53:53 | gateway-value-invalid",
                "allow | gateway-value-missing",
                "alow api.example.test | gateway-unknown-word",
                "document | gateway-unknown-word",
                "'' | gateway-unknown-word",
            })
    void aBadLineIsAProblem(String line, String id) {
        List<String> lines = new ArrayList<>(LINES);
        String word = line.split(" ")[0];
        lines.removeIf(l ->
                List.of("sandbox", "directory", "profile", "nonce", "uid").contains(word) && l.startsWith(word + " "));
        lines.add(line);
        assertThat(GatewayConfig.parse(lines).problems())
                .extracting(Problem::id)
                .containsExactly(id);
    }

    @Test
    void aWordThatStandsThereTwiceIsAProblem() {
        List<String> lines = new ArrayList<>(LINES);
        lines.add("profile permissive");
        assertThat(GatewayConfig.parse(lines).problems())
                .extracting(Problem::message)
                .containsExactly("'profile' stands there twice");
    }

    @Test
    void rulesAreReadAgainAndTheirProblemsAreKept() {
        List<String> lines = new ArrayList<>(LINES);
        lines.add("allow api.*.test");
        assertThat(GatewayConfig.parse(lines).orElseThrow().policy().problems()).hasSize(1);
    }

    @Test
    void allProblemsAreGivenAtOnce() {
        assertThat(GatewayConfig.parse(List.of("nonsense", "uid x")).problems()).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void linesAreBounded() throws Exception {
        byte[] endless = "a".repeat(GatewayConfig.LINE_LIMIT + 1).getBytes(StandardCharsets.US_ASCII);
        ControlInput input = new ControlInput(new ByteArrayInputStream(endless));
        org.assertj.core.api.Assertions.assertThatThrownBy(input::next)
                .isInstanceOf(IOException.class)
                .hasMessage("a control line has more than 8192 bytes");
    }

    @Test
    void aLineThatTheEndCutsIsNoLine() throws Exception {
        ControlInput input =
                new ControlInput(new ByteArrayInputStream("beat\nend 0".getBytes(StandardCharsets.US_ASCII)));
        assertThat(input.next()).isEqualTo("beat");
        assertThat(input.next()).isNull();
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesAreReadOrRefused(byte[] bytes) {
        ControlInput input = new ControlInput(new ByteArrayInputStream(bytes));
        List<String> lines = new ArrayList<>();
        try {
            for (String line = input.next(); line != null; line = input.next()) {
                lines.add(line);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("a control line ");
        }
        assertThat(GatewayConfig.parse(lines)).isNotNull();
    }

    @Test
    void theHeartbeatIsMissedAfterFiveSeconds() {
        long[] now = {0};
        Heartbeat heartbeat = new Heartbeat(() -> now[0]);
        now[0] = 4_999_000_000L;
        assertThat(heartbeat.isAlive()).isTrue();
        now[0] = 5_000_000_000L;
        assertThat(heartbeat.isAlive()).isFalse();
        heartbeat.beat();
        assertThat(heartbeat.isAlive()).isTrue();
    }
}
