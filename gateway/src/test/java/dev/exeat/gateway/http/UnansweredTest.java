package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a conversation says of the requests that still live by a decision, and of bytes that it keeps. */
class UnansweredTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static String request(String host, String path) {
        return "GET http://" + host + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static List<String> unanswered(Wire wire) {
        return wire.conversation.requests().stream()
                .map(request -> request.flow() + request.content().path())
                .toList();
    }

    @Test
    void aRequestIsKnownFromItsDecisionToTheEndOfItsAnswer() {
        Wire wire = Wire.proxy().withoutDialling();
        assertThat(unanswered(wire)).isEmpty();
        wire.fromClient(request("allowed.example", "/1?q"));
        assertThat(unanswered(wire)).containsExactly("allowed.example:80/1");
        assertThat(wire.conversation.isHolding()).isTrue();
        wire.dialled();
        assertThat(unanswered(wire)).containsExactly("allowed.example:80/1");
        assertThat(wire.conversation.isHolding()).isFalse();
        wire.fromUpstream(OK.substring(0, 20));
        assertThat(unanswered(wire)).containsExactly("allowed.example:80/1");
        wire.fromUpstream(OK.substring(20));
        assertThat(unanswered(wire)).isEmpty();
    }

    @Test
    void aRequestThatWaitsForAnotherTargetIsKnownWithItsOwnFlow() {
        Wire wire = Wire.proxy().fromClient(request("allowed.example", "/1") + request("other.example", "/2"));
        assertThat(unanswered(wire)).containsExactly("allowed.example:80/1", "other.example:80/2");
        assertThat(wire.conversation.isHolding()).isTrue();
        wire.fromUpstream(OK);
        assertThat(unanswered(wire)).containsExactly("other.example:80/2");
        assertThat(wire.conversation.isHolding()).isFalse();
    }

    @Test
    void aRefusedRequestIsNot() {
        Wire wire = Wire.proxy().fromClient(request("allowed.example", "/denied"));
        assertThat(unanswered(wire)).isEmpty();
        assertThat(wire.conversation.isHolding()).isFalse();
    }

    @Test
    void afterTheReleaseNoneIs() {
        Wire wire = Wire.captured().fromClient("GET / HTTP/1.1\r\nHost: allowed.example\r\n\r\n");
        assertThat(unanswered(wire)).containsExactly("allowed.example:80/");
        wire.conversation.release();
        assertThat(unanswered(wire)).isEmpty();
    }
}
