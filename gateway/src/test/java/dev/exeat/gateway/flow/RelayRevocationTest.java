package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.dns.Resolution;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing early is what is tested
class RelayRevocationTest extends AbstractRelayTest {
    @Test
    void aConnectionWhoseRuleIsTakenAwayIsResetAndNoOther() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            world.live.endRevoked();
            accepted.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
            world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
            world.live.endRevoked();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
    }

    /** The connection is dialled, and the rule goes before the dial has succeeded. */
    private Socket revokedWhileDialled(Runnable revoke) throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        Socket client = world.connect();
        client.getOutputStream().write(bytes("secret"));
        awaitLookUp();
        var loop = world.accepted().eventLoop();
        AtomicInteger screened = new AtomicInteger();
        world.screen = (flow, addresses) -> {
            if (screened.getAndIncrement() == 0) {
                // the record is made by the loop's next task but one, the dial by the one after this
                loop.execute(() -> loop.execute(revoke));
            }
            return world.decision;
        };
        loop.execute(() -> later.complete(FlowWorld.resolved("127.0.0.2")));
        return client;
    }

    @Test
    void aConnectionWhoseRuleGoesWhileItIsDialledSendsNothing() throws Exception {
        try (Socket client = revokedWhileDialled(() -> world.decision = Decision.deny(DenyReason.NOT_ALLOWED));
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(5_000);
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("revoked");
        assertThat(closed.bytesOut()).isZero();
        assertThat(world.awaitRecord(Event.CONNECTION).flow()).isEqualTo(closed.flow());
    }

    @Test
    void aConnectionThatIsNotGuardedAnyMoreWhenItsDialSucceedsSendsNothing() throws Exception {
        try (Socket client = revokedWhileDialled(() -> world.guarded = false);
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(5_000);
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).bytesOut()).isZero();
    }

    @Test
    void aDialUnderWayIsEndedWhenItsRuleGoes() throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        server.setSoTimeout(300);
        try (Socket client = world.connect()) {
            client.getOutputStream().write(bytes("secret"));
            awaitLookUp();
            world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
            world.live.endRevoked();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
        world.decision = Decision.allow(null);
        later.complete(FlowWorld.resolved("127.0.0.2"));
        assertThatThrownBy(() -> server.accept()).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    private void awaitLookUp() throws InterruptedException {
        for (int i = 0; i < 500 && world.asked.size() < 2; i++) {
            Thread.sleep(10);
        }
        assertThat(world.asked).hasSize(2);
        // the loop that looked up goes on to wait
        Thread.sleep(50);
    }

    @Test
    void aClientThatGoesDuringTheLookUpIsRecorded() throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        try (Socket client = world.connect()) {
            awaitLookUp();
            client.setSoLinger(true, 0);
        }
        assertThat(world.accepted().closeFuture().await(5_000)).isTrue();
        later.complete(FlowWorld.resolved("127.0.0.2"));
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.name()).isEqualTo("api.example.test");
        assertThat(closed.ended()).isEqualTo("client-reset");
    }
}
