package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests one after the other on one captured connection, and how it ends. */
class ConversationTest {
    private static final String H = "Host: allowed.example\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + H + "\r\n";
    }

    @Test
    @Tag("C-045")
    void theAnswersThatAreDueComeBeforeTheRefusal() {
        Wire wire = Wire.captured().fromClient(get("/1") + get("/2") + get("/denied") + get("/4"));
        assertThat(wire.upstream()).isEqualTo(get("/1") + get("/2"));
        assertThat(wire.client).isEmpty();
        wire.fromUpstream(OK);
        assertThat(wire.client).hasToString(OK);
        wire.fromUpstream(OK);
        assertThat(wire.client)
                .startsWith(OK + OK + "HTTP/1.1 403 Forbidden\r\n")
                .contains("path-not-allowed");
        assertThat(wire.upstream()).isEqualTo(get("/1") + get("/2"));
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
        assertThat(wire.judge.records)
                .containsExactly(
                        "allowed GET allowed.example:80 /1",
                        "allowed GET allowed.example:80 /2",
                        "path-not-allowed GET allowed.example:80 /denied");
        wire.assertNothingHeld();
    }

    @Test
    @Tag("C-046")
    @Tag("C-108")
    void eachRequestOfAConnectionIsDecidedByItself() {
        Wire wire = Wire.captured().fromClient(get("/1")).fromUpstream(OK);
        wire.fromClient("GET / HTTP/1.1\r\nHost: denied.example\r\n\r\n");
        assertThat(wire.client).startsWith(OK + "HTTP/1.1 403 ").contains("host-mismatch");
        assertThat(wire.upstream()).isEqualTo(get("/1"));
        wire.fromClient(get("/3"));
        assertThat(wire.upstream()).isEqualTo(get("/1"));
        assertThat(wire.judge.records).hasSize(2);
    }

    @Test
    @Tag("C-008")
    void anotherProtocolAfterARequestIsRefused() {
        Wire wire = Wire.captured().fromClient(get("/1")).fromUpstream(OK).fromClient("\u0016\u0003\u0001\u0002\0");
        assertThat(wire.client).startsWith(OK + "HTTP/1.1 400 ");
        assertThat(wire.upstream()).isEqualTo(get("/1"));
    }

    @Test
    @Tag("C-055")
    @Tag("C-106")
    void aRequestInsideABodyIsABody() {
        String inner = get("/denied");
        String length = "GET / HTTP/1.1\r\n" + H + "Content-Length: " + inner.length() + "\r\n\r\n" + inner;
        String chunked = "GET / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(inner.length()) + "\r\n" + inner + "\r\n0\r\n\r\n";
        Wire wire = Wire.captured().fromClient(length + chunked);
        assertThat(wire.upstream()).isEqualTo(length + chunked);
        assertThat(wire.judge.records).hasSize(2).allMatch(record -> record.startsWith("allowed "));
    }

    @ParameterizedTest
    @Tag("C-057")
    @Tag("C-058")
    @ValueSource(
            strings = {
                "0x5\r\nhello\r\n",
                "+5\r\nhello\r\n",
                "-5\r\nhello\r\n",
                " 5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                "5\t\r\nhello\r\n",
                "5;\r\nhello\r\n",
                "5;a=b\r\nhello\r\n",
                "5;a=b\nhello\r\n",
                "5;\0\r\nhello\r\n",
                "00000000000000005\r\nhello\r\n",
                "FFFFFFFFFFFFFFFF\r\nhello\r\n",
                "\r\nhello\r\n",
                "5\nhello\r\n",
                "5\r\nhello\n",
                "5\r\nhelloo\r\n",
                "5\r\nhello!",
                "2\r\r;a\r\nxx\r\n",
                "g\r\n",
                "5,5\r\nhello\r\n",
                "5_\r\n"
            })
    void aChunkIsReadToTheLetter(String chunks) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            String head = "POST / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n";
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(get("/1") + head + chunks + "0\r\n\r\n");
            assertThat(wire.client).isEmpty();
            wire.fromUpstream(OK);
            assertThat(wire.client).startsWith(OK + "HTTP/1.1 400 ").contains("http-malformed");
            assertThat(wire.upstream()).doesNotContain("0\r\n\r\n");
            assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
            assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
            wire.assertNothingHeld();
        }
    }

    @ParameterizedTest
    @Tag("C-059")
    @CsvSource({
        "Host: denied.example, 400",
        "Content-Length: 5, 400",
        "Content_Length: 5, 400",
        "Transfer-Encoding: chunked, 400",
        "Authorization: Basic eDp5, 400",
        "Connection: close, 400",
        "X : y, 400",
        "' X: y', 400",
        "no-colon, 400"
    })
    void aTrailerThatBelongsIntoTheHeadIsRefused(String trailer, String status) {
        Wire wire = Wire.captured()
                .fromClient(
                        "POST / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailer + "\r\n\r\n");
        assertThat(wire.client).startsWith("HTTP/1.1 " + status);
        assertThat(wire.upstream()).doesNotContain("0\r\n");
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
    }

    @Test
    @Tag("C-059")
    void trailersHaveABound() {
        Wire wire = Wire.captured()
                .fromClient("POST / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                        + "A: b\r\n".repeat(10_000));
        assertThat(wire.client).startsWith("HTTP/1.1 431 ");
    }

    @Test
    @Tag("C-058")
    void aMillionChunksOfOneOctetPassInBoundedTime() {
        Wire wire = Wire.captured().fromClient("POST / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n");
        String many = "1\r\nx\r\n".repeat(10_000);
        long started = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            wire.fromClient(many);
        }
        assertThat(System.nanoTime() - started).isLessThan(20_000_000_000L);
        assertThat(wire.upstream()).endsWith(many);
        wire.assertNothingHeld();
    }

    @Test
    void aLargeBodyPassesAsItComes() {
        Wire wire = Wire.captured().fromClient("POST / HTTP/1.1\r\n" + H + "Content-Length: 67108864\r\n\r\n");
        String part = "x".repeat(65_536);
        for (int i = 0; i < 1_024; i++) {
            wire.upstreams.getLast().setLength(0);
            wire.fromClient(part);
            assertThat(wire.upstreams.getLast().length()).isEqualTo(part.length());
        }
        wire.fromUpstream(OK).assertNothingHeld();
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.conversation.isIdle()).isTrue();
    }

    @Test
    void aBodyPassesWithoutACopy() {
        Wire wire = Wire.captured().fromClient("POST / HTTP/1.1\r\n" + H + "Content-Length: 65536\r\n\r\n");
        ByteBuf body = Unpooled.wrappedBuffer(new byte[65_536]);
        Step step = wire.conversation.fromClient(body);
        assertThat(step.toUpstream().array()).isSameAs(body.array());
        step.release();
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void nothingIsSentBeforeTheTargetIsConnected() {
        Wire wire =
                Wire.captured().withoutDialling().fromClient("POST / HTTP/1.1\r\n" + H + "Content-Length: 4\r\n\r\nab");
        assertThat(wire.dials).containsExactly("allowed.example:80");
        assertThat(wire.last.readClient()).isFalse();
        assertThat(wire.last.readUpstream()).isFalse();
        wire.fromClient("cd").fromClient(get("/2"));
        assertThat(wire.upstream()).isEmpty();
        wire.dialled();
        assertThat(wire.upstream()).isEqualTo("POST / HTTP/1.1\r\n" + H + "Content-Length: 4\r\n\r\nabcd" + get("/2"));
        assertThat(wire.dials).hasSize(1);
        assertThat(wire.last.readClient()).isTrue();
        assertThat(wire.last.readUpstream()).isTrue();
        wire.assertNothingHeld();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT_FAILED, false, 502 Bad Gateway",
        "CONNECT_FAILED, true, 504 Gateway Timeout",
        "UPSTREAM_FAILED, false, 502 Bad Gateway",
        "SPECIAL_PURPOSE_ADDRESS, false, 403 Forbidden"
    })
    void theClientIsToldThatTheTargetIsNotConnected(DenyReason reason, boolean timeout, String status) {
        Wire wire = Wire.captured()
                .withoutDialling()
                .fromClient(get("/") + get("/2"))
                .dialFails(reason, timeout);
        assertThat(wire.client).startsWith("HTTP/1.1 " + status + "\r\n").contains(reason.id(), "\"decision\":\"x-9\"");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        wire.assertNothingHeld();
    }

    @Test
    @Tag("C-104")
    void aClientThatBrokeBeforeTheDialLeavesNothingBehind() {
        Wire wire = Wire.captured().withoutDialling().fromClient(get("/") + get("/2"));
        wire.conversation.release();
        wire.dialled().assertNothingHeld();
        assertThat(wire.upstream()).isEmpty();
    }

    @Test
    void aContinueIsPassedOnAndTheBodyFollows() {
        String head = "POST / HTTP/1.1\r\n" + H + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n";
        Wire wire = Wire.captured().fromClient(head);
        assertThat(wire.upstream()).isEqualTo(head);
        wire.fromUpstream("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(wire.client).hasToString("HTTP/1.1 100 Continue\r\n\r\n");
        wire.fromClient("body").fromUpstream(OK);
        assertThat(wire.upstream()).isEqualTo(head + "body");
        assertThat(wire.client).hasToString("HTTP/1.1 100 Continue\r\n\r\n" + OK);
        assertThat(wire.conversation.isIdle()).isTrue();
    }

    @ParameterizedTest
    @Tag("C-055")
    @CsvSource({
        "'Expect: 100-continue\r\n', 200 OK",
        "'Expect: 100-continue\r\n', 417 Expectation Failed",
        "'', 413 Content Too Large"
    })
    void whoAnswersWithoutTheBodyIsSentNoneOfIt(String expect, String status) {
        String head = "POST / HTTP/1.1\r\n" + H + expect + "Content-Length: 80\r\n\r\n";
        Wire wire =
                Wire.captured().fromClient(head).fromUpstream("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\n");
        assertThat(wire.client)
                .hasToString("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
        wire.fromClient(get("/denied") + get("/denied") + get("/denied"));
        assertThat(wire.upstream()).isEqualTo(head);
        wire.fromUpstream("no");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        wire.assertNothingHeld();
    }

    @Test
    void whoStreamsItsAnswerIsSentTheRestOfTheBodyAndNoRequestAfterIt() {
        String head = "POST / HTTP/1.1\r\n" + H + "Content-Length: 4\r\n\r\n";
        Wire wire = Wire.captured().fromClient(head).fromUpstream("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
        wire.fromClient("ab").fromUpstream("ab").fromClient("cd" + get("/2"));
        assertThat(wire.upstream()).isEqualTo(head + "abcd");
        wire.fromUpstream("cd");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
    }

    @Test
    @Tag("C-103")
    void anUploadThatIsCutShortIsNeverComplete() {
        Wire wire = Wire.captured()
                .fromClient("POST / HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")
                .clientEnds();
        assertThat(wire.upstream()).doesNotContain("\r\n0\r\n");
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
    }

    @Test
    @Tag("C-103")
    void anUploadThatIsCutShortBeforeTheDialIsNeverComplete() {
        Wire wire = Wire.captured()
                .withoutDialling()
                .fromClient("POST / HTTP/1.1\r\n" + H + "Content-Length: 5\r\n\r\nhell")
                .clientEnds()
                .dialled();
        assertThat(wire.upstream()).isEmpty();
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        wire.assertNothingHeld();
    }

    @Test
    void aClientThatEndsAfterItsRequestsGetsTheAnswers() {
        Wire wire = Wire.captured()
                .fromClient(get("/1") + get("/2") + "GET /half HTTP/1.1\r\n")
                .clientEnds();
        assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
        wire.fromUpstream(OK).fromUpstream(OK);
        assertThat(wire.client).hasToString(OK + OK);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
    }

    @Test
    void aClientThatEndsWhileNothingIsSaidEndsBoth() {
        Wire wire = Wire.captured().fromClient(get("/1")).fromUpstream(OK).clientEnds();
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
    }

    @Test
    void afterSixtyFourUnansweredRequestsTheClientIsNotRead() {
        Wire wire = Wire.captured().fromClient(get("/").repeat(100));
        assertThat(wire.upstream()).isEqualTo(get("/").repeat(64));
        assertThat(wire.last.readClient()).isFalse();
        wire.fromUpstream(OK.repeat(64)).fromUpstream(OK.repeat(36));
        assertThat(wire.client).hasToString(OK.repeat(100));
        assertThat(wire.upstream()).isEqualTo(get("/").repeat(100));
        assertThat(wire.last.readClient()).isTrue();
        wire.assertNothingHeld();
    }

    @Test
    @Tag("C-077")
    void theDeadlineOfAHeadIsKnownFromThatOfAnIdleConnection() {
        Wire wire = Wire.captured();
        assertThat(wire.conversation.isIdle()).isTrue();
        wire.fromClient("GET / HT");
        assertThat(wire.conversation.isIdle()).isFalse();
        assertThat(wire.conversation.isReadingHead()).isTrue();
        wire.fromClient("TP/1.1\r\n" + H + "\r\n");
        assertThat(wire.conversation.isReadingHead()).isFalse();
        wire.fromClient("G").headIsTooLate();
        assertThat(wire.client).isEmpty();
        wire.fromUpstream(OK);
        assertThat(wire.client)
                .startsWith(OK + "HTTP/1.1 408 Request Timeout\r\n")
                .contains("content-late");
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
    }

    @Test
    void nothingFollowsARequestThatClosesItsConnection() {
        String last = "GET / HTTP/1.1\r\n" + H + "Connection: close\r\n\r\n";
        Wire wire = Wire.captured().fromClient(last + get("/2"));
        assertThat(wire.upstream()).isEqualTo(last);
        wire.fromUpstream(OK);
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
        wire.assertNothingHeld();
    }
}
