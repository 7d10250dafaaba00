package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many conversations as a sandbox may have, with as much in each as it takes, fit into a small heap. */
@Timeout(120)
class HeldHeadsTest {
    private static final int CONVERSATIONS = 512;
    private static final long MOST = 128L << 20;
    private static final Flow FLOW =
            Flow.to(HostName.parseWire("allowed.example").orElseThrow(), 80);
    private static final HttpJudge JUDGE = new HttpJudge() {
        @Override
        public Judgement decide(Flow flow, Content.Http request) {
            return new Judgement(Decision.allow(null), "");
        }

        @Override
        public String refused(Flow flow, DenyReason reason, String detail) {
            throw new AssertionError(reason + " " + detail);
        }

        @Override
        public String failed(Flow flow, UpstreamFault fault, String detail) {
            throw new AssertionError(fault + " " + detail);
        }
    };

    private static byte[] request(int path, int field) {
        return ("GET /" + "p".repeat(path) + " HTTP/1.1\r\nHost: allowed.example\r\n"
                        + ("X-" + "n".repeat(field / 3) + ": " + "v".repeat(field * 2 / 3 - 6) + "\r\n").repeat(3)
                        + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Step take(Step step) {
        step.toClient().release();
        step.toUpstream().release();
        return step;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Sends the request over and over to as many conversations as there may be, and says how many bytes more the heap holds. */
    private static long held(byte[] request, boolean dials, List<HttpConversation> conversations) {
        long before = used();
        for (int i = 0; i < CONVERSATIONS; i++) {
            HttpConversation conversation = HttpConversation.captured(FLOW, JUDGE);
            conversations.add(conversation);
            boolean reads = true;
            for (int sent = 0; reads && sent < 64; sent++) {
                Step step = take(conversation.fromClient(Unpooled.wrappedBuffer(request)));
                reads = (step.dial() != null && dials ? take(conversation.dialled()) : step).readClient();
            }
        }
        return used() - before;
    }

    @Test
    void unansweredRequestsWithLongHeadsCostLittleOnceTheyWereSent() {
        List<HttpConversation> conversations = new ArrayList<>();
        assertThat(held(request(7900, 7000), true, conversations)).isLessThan(MOST);
        conversations.forEach(HttpConversation::release);
    }

    @Test
    void requestsThatWaitForTheirTargetsFitTogether() {
        List<HttpConversation> conversations = new ArrayList<>();
        assertThat(held(request(7900, 7000), false, conversations)).isLessThan(MOST);
        conversations.forEach(HttpConversation::release);
    }

    @Test
    void longPathsStopAClientBeforeManyRequestsDo() {
        Wire wire = Wire.captured();
        String request = "GET /" + "p".repeat(7900) + " HTTP/1.1\r\nHost: allowed.example\r\n\r\n";
        wire.fromClient(request.repeat(20));
        assertThat(wire.last.readClient()).isFalse();
        assertThat(wire.upstream()).hasSizeBetween(request.length(), request.length() * 10);
        for (int i = 0; i < 20; i++) {
            wire.fromUpstream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
        assertThat(wire.upstream()).isEqualTo(request.repeat(20));
        assertThat(wire.last.readClient()).isTrue();
    }
}
