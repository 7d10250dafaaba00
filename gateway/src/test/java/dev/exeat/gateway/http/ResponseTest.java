package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses: what the client is sent, and what ends the connection instead. */
class ResponseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: allowed.example\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Arguments row(String name, String request, String response, String passed, boolean goesOn) {
        return Arguments.of(name, request, response, passed, goesOn);
    }

    private static Arguments same(String name, String request, String response, boolean goesOn) {
        return row(name, request, response, response, goesOn);
    }

    static Stream<Arguments> passing() {
        String head = GET.replace("GET", "HEAD");
        String old = GET.replace("1.1", "1.0");
        String oldKept = old.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n");
        return Stream.of(
                same("a length", GET, OK, true),
                same(
                        "a redirect to a private address",
                        GET,
                        "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n",
                        true),
                same("no reason phrase", GET, OK.replace("OK", ""), true),
                row("no space either", GET, OK.replace(" OK", ""), OK.replace("OK", ""), true),
                same("obs-text", GET, OK.replace("\r\n\r\n", "\r\nX: \u00e9\r\n\r\n"), true),
                same("chunks", GET, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", true),
                row(
                        "padded sizes and extensions",
                        GET,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0002  ;a=\"b\"\r\nok\r\n0 \r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                        true),
                same("HEAD with a length", head, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true),
                same("HEAD without one", head, "HTTP/1.1 200 OK\r\n\r\n", true),
                same("an invented code", GET, OK.replace("200 OK", "999 Denied"), true),
                same("204", GET, "HTTP/1.1 204 No Content\r\n\r\n", true),
                same("204 with a length of 0", GET, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", true),
                same("304 with a length", GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", true),
                same(
                        "100 and 103 first",
                        GET,
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + OK,
                        true),
                row("100 to HTTP/1.0", oldKept, "HTTP/1.1 100 Continue\r\n\r\n" + OK, OK, false),
                same("connection: close", GET, OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), false),
                same("HTTP/1.0", GET, OK.replace("1.1", "1.0"), false),
                same(
                        "HTTP/1.0, kept",
                        GET,
                        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
                        true),
                same("to HTTP/1.0", old, OK, false),
                same("to HTTP/1.0, not kept", oldKept, OK, false),
                same("to HTTP/1.0, kept", oldKept, OK.replace("\r\n\r\n", "\r\nConnection: Keep-Alive\r\n\r\n"), true),
                same("to a client that closes", GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), OK, false));
    }

    @Tag("C-100")
    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void aSoundResponsePassesAndTheConnectionGoesOnOrEnds(
            String name, String request, String response, String passed, boolean goesOn) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(request).fromUpstream(response);
            assertThat(wire.client).hasToString(passed);
            assertThat(wire.clientEnding).isEqualTo(goesOn ? Ending.NONE : Ending.CLOSE);
            assertThat(wire.conversation.isIdle()).isEqualTo(goesOn);
            assertThat(wire.upstreamEndings).isEqualTo(goesOn ? java.util.List.of() : java.util.List.of(Ending.CLOSE));
            wire.assertNothingHeld();
        }
    }

    @Test
    void aBodyWithoutFramingEndsWithTheConnection() {
        Wire wire = Wire.captured()
                .fromClient(GET)
                .fromUpstream("HTTP/1.1 200 OK\r\n\r\nall")
                .fromUpstream(" of it");
        assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
        wire.upstreamEnds();
        assertThat(wire.client).hasToString("HTTP/1.1 200 OK\r\n\r\nall of it");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
    }

    @Test
    @Tag("C-070")
    void aBodyThatAResetEndsIsNotPassedOnAsComplete() {
        Wire wire = Wire.captured()
                .fromClient(GET)
                .fromUpstream("HTTP/1.1 200 OK\r\n\r\nall")
                .upstreamBreaks();
        assertThat(wire.clientEnding).isEqualTo(Ending.RESET);
    }

    @Tag("C-068")
    @Tag("C-069")
    @Tag("C-070")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n",
                "HTTP/1.1 200 OK\nA: b\n\n",
                "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 103 Early\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "<html>an HTTP/0.9 body</html>",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
            })
    void aResponseThatMightBeReadInTwoWaysIsABadGateway(String response) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(GET).fromUpstream(response);
            if (response.startsWith("<html>")) {
                wire.fromUpstream("\n");
            }
            assertThat(wire.client)
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("\"error\":\"not answered by the host\"", "\"reason\":\"response-malformed\"");
            assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
            assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
            wire.assertNothingHeld();
        }
    }

    @ParameterizedTest
    @Tag("C-068")
    @ValueSource(
            strings = {"A: b\r\n", "A: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n"})
    void aHeadWithoutAnEndIsABadGateway(String line) {
        Wire wire = Wire.captured().fromClient(GET).fromUpstream("HTTP/1.1 200 OK\r\n" + line.repeat(10_000));
        assertThat(wire.client).startsWith("HTTP/1.1 502 ");
    }

    @Test
    @Tag("C-069")
    void interimResponsesHaveABound() {
        Wire wire = Wire.captured().fromClient(GET).fromUpstream("HTTP/1.1 102 Processing\r\n\r\n".repeat(33));
        assertThat(wire.client).contains("HTTP/1.1 502 ").doesNotContain("102 Processing\r\n\r\n".repeat(33));
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
    }

    @ParameterizedTest
    @Tag("C-069")
    @Tag("C-070")
    @ValueSource(
            strings = {
                OK + OK,
                OK + "HTTP/1.1 100 Continue\r\n\r\n",
                OK + "x",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 204 No Content\r\n\r\nok"
            })
    void bytesAfterTheLastResponseThatWasDueAreNeverSentToTheClient(String response) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(GET).fromUpstream(response);
            String first = response.startsWith(OK) ? OK : response.substring(0, response.indexOf("\r\n\r\n") + 4);
            assertThat(wire.client).hasToString(first);
            assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
            assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
            wire.assertNothingHeld();
        }
    }

    @Test
    @Tag("C-070")
    void aBodyToHeadIsNotTakenForTheNextResponse() {
        Wire wire = Wire.captured().fromClient(GET.replace("GET", "HEAD") + GET).fromUpstream(OK + OK);
        assertThat(wire.client).startsWith("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 502 ");
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
    }

    @ParameterizedTest
    @Tag("C-070")
    @Tag("C-068")
    @ValueSource(
            strings = {
                "5\r\nhel",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\n",
                "5\r\nhelloX",
                "zz\r\n",
                "5\nhello",
                "\r\n"
            })
    void chunksThatAreCutShortOrMalformedAreNeverComplete(String chunks) {
        Wire wire = Wire.captured()
                .fromClient(GET)
                .fromUpstream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                .upstreamEnds();
        assertThat(wire.client).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("0\r\n\r\n", "502");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        wire.assertNothingHeld();
    }

    @Test
    void anUpstreamThatEndsWithoutAnAnswerIsABadGateway() {
        Wire wire = Wire.captured().fromClient(GET).fromUpstream("HTTP/1.1 200").upstreamEnds();
        assertThat(wire.client).startsWith("HTTP/1.1 502 ").contains("\"reason\":\"response-missing\"");
        assertThat(wire.judge.records).last().asString().startsWith("response-missing ");
    }

    @Test
    void aRequestThatMetTheEndOfAUsedConnectionMayBeSentAgain() {
        Wire wire =
                Wire.captured().fromClient(GET).fromUpstream(OK).fromClient(GET).upstreamEnds();
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
    }

    @Test
    void theEndOfAnIdleUpstreamIsTheClientsToo() {
        Wire wire = Wire.captured().fromClient(GET).fromUpstream(OK).upstreamEnds();
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
    }
}
