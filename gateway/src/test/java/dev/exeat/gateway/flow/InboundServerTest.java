package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers of a published port; who hands out the sandbox's sockets does so when the test says. */
@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class InboundServerTest {
    private static final int CALLERS = 300;

    @TempDir
    Path directory;

    private final CountDownLatch handsOut = new CountDownLatch(1);
    private final List<Socket> callers = new ArrayList<>();
    private ServerSocket inside;
    private FdChannel.Pair channel;
    private FlowWorld world;
    private InboundServer inbound;
    private InetSocketAddress published;

    @BeforeEach
    void open() throws Exception {
        inside = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        inside.setSoTimeout(5000);
        world = new FlowWorld(directory, inside.getLocalPort());
        world.live = new LiveConnections(1000);
        channel = FdChannel.pair();
        Thread.ofPlatform().daemon().start(this::handOut);
        inbound = new InboundServer(world.capture(), new NamespaceSockets(new SocketBroker(channel.ours())));
        Descriptor listener = Sockets.listener(new InetSocketAddress("127.0.0.1", 0));
        published = Sockets.localAddress(listener);
        inbound.serve(world.loops, listener.release(), "127.0.0.1:8080", inside.getLocalPort());
    }

    private void handOut() {
        try {
            handsOut.await();
            while (channel.theirs().receive().isPresent()) {
                try (Descriptor socket = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0)) {
                    channel.theirs().send("socket4", socket);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            // the test is over
        }
    }

    @AfterEach
    void close() throws Exception {
        handsOut.countDown();
        inbound.close();
        for (Socket caller : callers) {
            caller.close();
        }
        world.close();
        channel.theirs().close();
        channel.ours().close();
        inside.close();
    }

    private Socket call() throws IOException {
        Socket caller = new Socket();
        callers.add(caller);
        caller.setSoTimeout(5000);
        caller.connect(published);
        return caller;
    }

    private List<AuditRecord> records(Event event) throws IOException {
        return world.records().stream()
                .filter(record -> record.event() == event)
                .toList();
    }

    private void assertEachHasAnEnd() throws IOException {
        assertThat(records(Event.CLOSED).stream().map(AuditRecord::flow))
                .containsExactlyInAnyOrderElementsOf(
                        records(Event.INBOUND).stream().map(AuditRecord::flow).toList());
    }

    @Test
    void whatACallerSendsArrivesAndTheEndIsPassedOnBothWays() throws Exception {
        handsOut.countDown();
        Socket caller = call();
        caller.getOutputStream().write(ascii("question"));
        caller.shutdownOutput();
        try (Socket accepted = inside.accept()) {
            assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(ascii("question"));
            accepted.getOutputStream().write(ascii("answer"));
        }
        assertThat(caller.getInputStream().readAllBytes()).isEqualTo(ascii("answer"));
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("complete");
        assertEachHasAnEnd();
    }

    @Test
    void aCallerThatIsGoneBeforeItIsConnectedIsNotServed() throws Exception {
        Socket caller = call();
        caller.getOutputStream().write(ascii("question"));
        world.awaitRecord(Event.INBOUND);
        caller.setSoLinger(true, 0);
        caller.close();
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("client-reset");
        Awaitility.await().until(() -> world.live.size() == 0);
        handsOut.countDown();
        try (Socket accepted = inside.accept()) {
            accepted.setSoTimeout(5000);
            assertThat(accepted.getInputStream().readAllBytes()).isEmpty();
        }
        assertEachHasAnEnd();
    }

    @Test
    void callersThatAreTooManyAtATimeAreResetAndEachIsRecorded() throws Exception {
        for (int i = 0; i < CALLERS; i++) {
            call();
        }
        Awaitility.await().until(() -> records(Event.INBOUND).size() == CALLERS);
        Awaitility.await().until(() -> !records(Event.CLOSED).isEmpty());
        assertThat(records(Event.CLOSED)).allMatch(record -> record.ended().equals("connect-failed"));
        world.live.endAll();
        world.live.awaitNone(5000);
        assertEachHasAnEnd();
    }

    @Test
    void theEndOfTheRunEndsWhatIsStillToBeConnected() throws Exception {
        for (int i = 0; i < 20; i++) {
            call();
        }
        Awaitility.await().until(() -> records(Event.INBOUND).size() == 20);
        inbound.close();
        world.live.endAll();
        world.live.awaitNone(5000);
        assertThat(world.live.size()).isZero();
        assertThat(records(Event.CLOSED))
                .hasSize(20)
                .allMatch(record -> record.ended().equals("stopped"));
    }
}
