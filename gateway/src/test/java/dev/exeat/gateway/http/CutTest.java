package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the bytes of a conversation are cut, both ends get the same. */
class CutTest {
    private static final String H = "Host: allowed.example\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n02;x=y\r\nok\r\n0\r\nX-T: 1\r\n\r\n";
    private static final String GET = "GET /1 HTTP/1.1\r\n" + H + "\r\n";
    private static final String POST = "POST /2 HTTP/1.1\r\n" + H
            + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n";
    private static final String BAD = "GET /3 HTTP/1.1\r\n" + H + "Content-Length: 5, 5\r\n\r\n";
    private static final String UPGRADE = "GET /c HTTP/1.1\r\n" + H + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String SWITCHED = "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    private static final String ABSOLUTE = "GET http://%s/ HTTP/1.1\r\nHost: %<s\r\n\r\n";

    static Stream<Arguments> conversations() {
        return Stream.of(
                Arguments.of("pipelined", false, List.of("C" + GET + POST + GET, "S" + OK + CHUNKED + OK)),
                Arguments.of("one by one", false, List.of("C" + GET, "S" + OK, "C" + POST, "S" + CHUNKED)),
                Arguments.of("a refusal at the end", false, List.of("C" + GET + POST + BAD + GET, "S" + OK + CHUNKED)),
                Arguments.of("a bad chunk", false, List.of("C" + GET + POST.replace("1\r\n!", "1;a\r\n!"), "S" + OK)),
                Arguments.of(
                        "a bad response",
                        false,
                        List.of("C" + GET + GET, "S" + OK + "HTTP/1.1 200 OK\r\nA : b\r\n\r\n")),
                Arguments.of("a switch", false, List.of("C" + UPGRADE + "early", "S" + SWITCHED + "frames", "Cmore")),
                Arguments.of(
                        "interim", false, List.of("C" + GET, "SHTTP/1.1 103 Early\r\nA: b\r\n\r\n" + OK + "stray")),
                Arguments.of(
                        "a proxy's targets",
                        true,
                        List.of(
                                "C" + ABSOLUTE.formatted("allowed.example") + ABSOLUTE.formatted("other.example"),
                                "S" + OK,
                                "S" + CHUNKED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void everyCutGivesTheSameBytes(String name, boolean proxy, List<String> turns) {
        String whole = outcome(proxy, turns, -1, 0, Integer.MAX_VALUE);
        assertThat(outcome(proxy, turns, -1, 0, 1)).isEqualTo(whole);
        for (int turn = 0; turn < turns.size(); turn++) {
            for (int cut = 2; cut < turns.get(turn).length(); cut++) {
                assertThat(outcome(proxy, turns, turn, cut, Integer.MAX_VALUE))
                        .as("turn %d cut at %d", turn, cut)
                        .isEqualTo(whole);
            }
        }
    }

    private static String outcome(boolean proxy, List<String> turns, int cutTurn, int cut, int piece) {
        Wire wire = (proxy ? Wire.proxy() : Wire.captured()).inPiecesOf(piece);
        for (int i = 0; i < turns.size(); i++) {
            String turn = turns.get(i);
            String bytes = turn.substring(1);
            int at = i == cutTurn ? cut - 1 : bytes.length();
            for (String part : List.of(bytes.substring(0, at), bytes.substring(at))) {
                if (turn.charAt(0) == 'C') {
                    wire.fromClient(part);
                } else {
                    wire.fromUpstream(part);
                }
            }
        }
        wire.conversation.release();
        wire.assertNothingHeld();
        return String.join("\n---\n", wire.upstreams) + "\n===\n" + wire.client + wire.judge.records
                + wire.upstreamEndings + wire.clientEnding;
    }
}
