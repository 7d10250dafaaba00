package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.PolicyDays;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rule with a last day ends with it, and so does what lives by it. */
@Timeout(60)
class ExpiredRuleTest {
    private static final LocalDate LAST = LocalDate.of(2027, 1, 31);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String HELLO = "hello";

    @TempDir
    Path directory;

    private ServerSocket expiring;
    private ServerSocket lasting;
    private FlowWorld world;
    private PolicyDays days;

    @BeforeEach
    void open() throws Exception {
        expiring = FlowWorld.server();
        lasting = FlowWorld.server();
        expiring.setSoTimeout(5000);
        lasting.setSoTimeout(5000);
        world = new FlowWorld(directory, expiring.getLocalPort());
        String name = FlowWorld.NAME.ascii();
        String file = """
                version: 1
                egress:
                  allow:
                    - { host: %s, ports: [%d], expires: %s }
                    - { host: %s, ports: [%d] }
                """.formatted(name, expiring.getLocalPort(), LAST, name, lasting.getLocalPort());
        var policy = new PolicySources(List.of(new PolicyFile("exeat.yaml", file)), PolicyFlags.NONE)
                .read()
                .orElseThrow()
                .policy();
        days = new PolicyDays(policy, LAST, () -> {
            world.policy = days.now();
            world.live.endRevoked();
        });
        world.policy = days.now();
        world.screen = (flow, addresses) -> world.policy.decide(flow);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        expiring.close();
        lasting.close();
    }

    private Socket connect(ServerSocket to) throws IOException {
        world.destination = new OriginalDestination(FlowWorld.SYNTHETIC, to.getLocalPort());
        return world.connect();
    }

    private Socket accepted(Socket client, ServerSocket from, byte[] said) throws IOException {
        client.getOutputStream().write(said);
        Socket accepted = from.accept();
        accepted.setSoTimeout(5000);
        assertThat(accepted.getInputStream().read()).isEqualTo(said[0]);
        return accepted;
    }

    private static byte[] request(ServerSocket to) {
        return ascii("GET / HTTP/1.1\r\nHost: " + FlowWorld.NAME.ascii() + ":" + to.getLocalPort() + "\r\n\r\n");
    }

    private long closedAsRevoked() throws IOException {
        return world.records().stream()
                .filter(one -> one.event() == Event.CLOSED && one.ended().equals("revoked"))
                .count();
    }

    @Test
    void theLiveConnectionsOfAnExpiredRuleEndAndNoOthers() throws Exception {
        byte[] hello = BindingTest.hello(FlowWorld.NAME.ascii());
        try (Socket request = connect(expiring);
                Socket asked = accepted(request, expiring, request(expiring));
                Socket tls = connect(expiring);
                Socket greeted = accepted(tls, expiring, hello);
                Socket other = connect(lasting);
                Socket polled = accepted(other, lasting, request(lasting))) {
            days.become(LAST);
            greeted.getOutputStream().write(ascii(HELLO));
            assertThat(tls.getInputStream().readNBytes(HELLO.length())).hasSize(HELLO.length());

            days.become(LAST.plusDays(1));
            for (Socket ended : new Socket[] {request, tls, asked, greeted}) {
                assertThatThrownBy(() -> ended.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
            }
            polled.getOutputStream().write(ascii(OK));
            assertThat(new String(other.getInputStream().readNBytes(OK.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(OK);
        }
        Awaitility.await().until(() -> closedAsRevoked() == 2);
        assertThat(world.records())
                .filteredOn(one -> one.ended().equals("revoked"))
                .extracting(AuditRecord::port)
                .containsOnly(expiring.getLocalPort());
    }

    @Test
    void afterItsLastDayARuleLetsNothingOut() throws Exception {
        days.become(LAST.plusDays(1));
        try (Socket late = connect(expiring)) {
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("rule-expired");
    }
}
