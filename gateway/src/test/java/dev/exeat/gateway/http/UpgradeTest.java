package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake of RFC 6455, with the key and the answer of its section 1.3. */
class UpgradeTest {
    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: allowed.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    private static final String DENIED = "GET /denied HTTP/1.1\r\nHost: allowed.example\r\n\r\n";

    @Test
    @Tag("C-074")
    void afterAnAcceptedHandshakeBytesPassBothWays() {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(ASK).fromUpstream(SWITCHED + "\0frame");
            assertThat(wire.client).hasToString(SWITCHED + "\0frame");
            assertThat(wire.last.opaque()).isTrue();
            wire.fromClient("\u0081\u0000");
            assertThat(wire.upstream()).isEqualTo(ASK + "\u0081\u0000");
            assertThat(wire.conversation.isIdle()).isFalse();
            wire.assertNothingHeld();
        }
    }

    @Test
    void whatTheClientSendsBeforeTheAnswerWaitsForIt() {
        Wire wire = Wire.captured().fromClient(ASK + "early");
        assertThat(wire.upstream()).isEqualTo(ASK);
        assertThat(wire.last.readClient()).isFalse();
        wire.fromUpstream(SWITCHED);
        assertThat(wire.upstream()).isEqualTo(ASK + "early");
        wire.assertNothingHeld();
    }

    @Test
    void theEndOfEachDirectionIsPassedOnByItself() {
        Wire wire = Wire.captured().fromClient(ASK).clientEnds();
        assertThat(wire.upstreamEndings).isEmpty();
        wire.fromUpstream(SWITCHED);
        assertThat(wire.upstreamEndings).containsExactly(Ending.FIN);
        wire.fromUpstream("late");
        assertThat(wire.client).hasToString(SWITCHED + "late");
        wire.upstreamEnds();
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.FIN, Ending.CLOSE);
    }

    @Test
    void anUpstreamThatEndsFirstIsStillSentTo() {
        Wire wire = Wire.captured().fromClient(ASK).fromUpstream(SWITCHED).upstreamEnds();
        assertThat(wire.clientEnding).isEqualTo(Ending.FIN);
        wire.fromClient("late").clientEnds();
        assertThat(wire.upstream()).isEqualTo(ASK + "late");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
    }

    @Test
    @Tag("C-073")
    void afterARefusedHandshakeTheNextRequestIsDecided() {
        Wire wire = Wire.captured().fromClient(ASK.replace("13", "777") + DENIED);
        String required = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n";
        wire.fromUpstream(required);
        assertThat(wire.client).startsWith(required + "HTTP/1.1 403 ").contains("path-not-allowed");
        assertThat(wire.upstream()).doesNotContain("/denied");
    }

    @ParameterizedTest
    @Tag("C-073")
    @Tag("C-069")
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            })
    void anAnswerThatDoesNotAcceptTheKeyIsNoSwitch(String answer) {
        Wire wire = Wire.captured().fromClient(ASK + DENIED).fromUpstream(answer);
        assertThat(wire.client).startsWith("HTTP/1.1 502 ");
        assertThat(wire.upstream()).isEqualTo(ASK);
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        wire.assertNothingHeld();
    }

    @Test
    void aHandshakeThroughTheProxyPassesToo() {
        Wire wire = Wire.proxy().fromClient(ASK.replace("GET /chat", "GET http://allowed.example/chat"));
        assertThat(wire.upstream())
                .contains(
                        "Upgrade: websocket\r\n",
                        "Connection: Upgrade\r\n",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        wire.fromUpstream(SWITCHED);
        assertThat(wire.last.opaque()).isTrue();
    }
}
