package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A conversation with both ends played by a test, which sees what each of them gets. Every dial succeeds at once unless told not to. */
final class Wire {
    final FakeJudge judge = new FakeJudge();
    final HttpConversation conversation;
    final StringBuilder client = new StringBuilder();
    final List<StringBuilder> upstreams = new ArrayList<>();
    final List<String> dials = new ArrayList<>();
    final List<Ending> upstreamEndings = new ArrayList<>();
    Ending clientEnding = Ending.NONE;
    Step last;
    String tunnel = "";
    private final List<ByteBuf> handedIn = new ArrayList<>();
    private int piece = Integer.MAX_VALUE;
    private boolean dialsByItself = true;

    private Wire(Function<HttpJudge, HttpConversation> start) {
        this.conversation = start.apply(judge);
    }

    static Wire captured() {
        return captured("allowed.example", 80);
    }

    static Wire captured(String name, int port) {
        Flow flow = Flow.to(HostName.parseWire(name).orElseThrow(), port);
        return new Wire(judge -> HttpConversation.captured(flow, judge));
    }

    static Wire proxy() {
        return new Wire(HttpConversation::proxy);
    }

    /** Hands everything in by pieces of so many octets. */
    Wire inPiecesOf(int octets) {
        piece = octets;
        return this;
    }

    Wire withoutDialling() {
        dialsByItself = false;
        return this;
    }

    Wire fromClient(String text) {
        return inPieces(text, conversation::fromClient);
    }

    Wire fromUpstream(String text) {
        return inPieces(text, conversation::fromUpstream);
    }

    Wire clientEnds() {
        return take(conversation.clientEnded());
    }

    Wire upstreamEnds() {
        return take(conversation.upstreamEnded());
    }

    Wire upstreamBreaks() {
        return take(conversation.upstreamBroke());
    }

    Wire dialled() {
        return take(conversation.dialled());
    }

    Wire dialFails(DenyReason reason, boolean timeout) {
        return take(conversation.dialFailed(reason, "x-9", timeout));
    }

    Wire headIsTooLate() {
        return take(conversation.headTooLate());
    }

    /** All that the connected upstreams were sent. */
    String upstream() {
        return String.join("", upstreams);
    }

    /** Nothing that was handed in is still held. */
    Wire assertNothingHeld() {
        assertThat(handedIn).allMatch(buffer -> buffer.refCnt() == 0);
        return this;
    }

    private Wire inPieces(String text, Function<ByteBuf, Step> to) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; at += Math.min(piece, octets.length - at)) {
            ByteBuf bytes = Unpooled.copiedBuffer(octets, at, Math.min(piece, octets.length - at));
            handedIn.add(bytes);
            take(to.apply(bytes));
        }
        return this;
    }

    private Wire take(Step step) {
        last = step;
        String out = text(step.toUpstream());
        if (!out.isEmpty()) {
            upstreams.getLast().append(out);
        }
        client.append(text(step.toClient()));
        if (step.upstream() != Ending.NONE) {
            upstreamEndings.add(step.upstream());
        }
        if (step.client() != Ending.NONE) {
            clientEnding = step.client();
        }
        if (step.tunnel() != null) {
            tunnel = step.tunnel().target() + " " + text(step.tunnel().early());
        }
        if (step.dial() != null) {
            dials.add(step.dial().toString());
            upstreams.add(new StringBuilder());
            return dialsByItself ? dialled() : this;
        }
        return this;
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.release();
        return text;
    }

    /** A head or message written as a text block: every line ends with CRLF. */
    static String crlf(String lines) {
        return lines.replace("\n", "\r\n");
    }
}
