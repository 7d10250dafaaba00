package dev.exeat.gateway.http;

import static dev.exeat.gateway.http.Wire.crlf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests on a captured connection to allowed.example:80: what is sent on, and what is refused with nothing of it sent on. */
class RequestTest {
    private static final String H = "Host: allowed.example\r\n";

    private static Arguments row(String name, String bytes, String outcome) {
        return Arguments.of(name, bytes.replace("{H}", H), outcome);
    }

    static Stream<Arguments> requestLines() {
        return Stream.of(
                row("two spaces after the method", "GET  / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("two spaces before the version", "GET /  HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("tab as separator", "GET\t/\tHTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("trailing space", "GET / HTTP/1.1 \r\n{H}\r\n", "400 http-malformed"),
                row("leading space", " GET / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("HTTP/0.9", "GET /\r\n", "400 http-malformed"),
                row("HTTP/1.10", "GET / HTTP/1.10\r\n{H}\r\n", "400 http-malformed"),
                row("HTTP/2.0", "GET / HTTP/2.0\r\n{H}\r\n", "400 http-malformed"),
                row("HTTP/01.1", "GET / HTTP/01.1\r\n{H}\r\n", "400 http-malformed"),
                row("HTTP/1.2", "GET / HTTP/1.2\r\n{H}\r\n", "400 http-malformed"),
                row("lower-case version", "GET / http/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("control octet before the method", "\u0001GET / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("NUL first", "\0", "400 http-malformed"),
                row("a TLS record", "\u0016\u0003\u0001\u0002\0", "400 http-malformed"),
                row("method that is no token", "GE(T / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("lower-case connect", "connect allowed.example:80 HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("mixed-case HEAD", "Head / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("bare LF after the line", "GET / HTTP/1.1\nHost: allowed.example\n\n", "400 http-malformed"),
                row("bare CR in the line", "GET /\r HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("NUL in the target", "GET /a\0b HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("UTF-8 in the target", "GET /\u00c3\u00a9 HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("fragment in the target", "GET /#a HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("target without a slash", "GET index.html HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("authority-form of GET", "GET allowed.example:80 HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("asterisk of GET", "GET * HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("two CRLFs first", "\r\n\r\nGET / HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("line of 9000", "GET /" + "a".repeat(9000) + " HTTP/1.1\r\n{H}\r\n", "431 http-too-large"),
                row("line without an end", "GET /" + "a".repeat(9000), "431 http-too-large"));
    }

    @Tag("C-064")
    @Tag("C-040")
    @ParameterizedTest(name = "{0}")
    @MethodSource("requestLines")
    void aRequestLineIsReadToTheLetter(String name, String bytes, String outcome) {
        assertRefused(bytes, outcome);
    }

    static Stream<Arguments> fields() {
        String head = "GET / HTTP/1.1\r\n{H}";
        return Stream.of(
                row("space before the colon", head + "A : b\r\n\r\n", "400 http-malformed"),
                row("tab before the colon", head + "A\t: b\r\n\r\n", "400 http-malformed"),
                row("empty name", head + ": b\r\n\r\n", "400 http-malformed"),
                row("no colon", head + "A b\r\n\r\n", "400 http-malformed"),
                row("name that is no token", head + "A(b: c\r\n\r\n", "400 http-malformed"),
                row("name with obs-text", head + "\u00c3: c\r\n\r\n", "400 http-malformed"),
                row("folded by a space", head + "A: b\r\n c\r\n\r\n", "400 http-malformed"),
                row("folded by a tab", head + "A: b\r\n\tc\r\n\r\n", "400 http-malformed"),
                row(
                        "folded host",
                        "GET / HTTP/1.1\r\nHost: allowed.example\r\n denied.example\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "first field begins with a space",
                        "GET / HTTP/1.1\r\n Host: allowed.example\r\n\r\n",
                        "400 http-malformed"),
                row("bare LF in a value", head + "A: b\nC: d\r\n\r\n", "400 http-malformed"),
                row("bare CR in a value", head + "A: b\rC: d\r\n\r\n", "400 http-malformed"),
                row("NUL in a value", head + "A: b\0c\r\n\r\n", "400 http-malformed"),
                row("vertical tab in a value", head + "A: b\u000bc\r\n\r\n", "400 http-malformed"),
                row("DEL in a value", head + "A: b\u007fc\r\n\r\n", "400 http-malformed"),
                row("end with bare LF", head + "\n", "400 http-malformed"),
                row("129 fields", head + "A: b\r\n".repeat(128) + "\r\n", "431 http-too-large"),
                row("10,000 fields", head + "A: b\r\n".repeat(10_000) + "\r\n", "431 http-too-large"),
                row("value of 70,000", head + "A: " + "b".repeat(70_000) + "\r\n\r\n", "431 http-too-large"),
                row("head of 70,000", head + ("A: " + "b".repeat(7000) + "\r\n").repeat(10), "431 http-too-large"),
                row("head of 33,000", head + ("A: " + "b".repeat(6600) + "\r\n").repeat(5), "431 http-too-large"),
                row("field without an end", head + "A".repeat(70_000), "431 http-too-large"));
    }

    @Tag("C-062")
    @Tag("C-079")
    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void aFieldIsReadToTheLetter(String name, String bytes, String outcome) {
        assertRefused(bytes, outcome);
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                row("none in 1.1", "GET / HTTP/1.1\r\n\r\n", "400 http-malformed"),
                row("none in 1.0", "GET / HTTP/1.0\r\n\r\n", "403 host-mismatch"),
                row("empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400 http-malformed"),
                row("two equal", "GET / HTTP/1.1\r\n{H}{H}\r\n", "400 http-malformed"),
                row("another", "GET / HTTP/1.1\r\nHost: denied.example\r\n\r\n", "403 host-mismatch"),
                row("another port", "GET / HTTP/1.1\r\nHost: allowed.example:8080\r\n\r\n", "403 host-mismatch"),
                row("a list", "GET / HTTP/1.1\r\nHost: allowed.example, denied.example\r\n\r\n", "400 http-malformed"),
                row("user information", "GET / HTTP/1.1\r\nHost: a@allowed.example\r\n\r\n", "400 http-malformed"),
                row("with a path", "GET / HTTP/1.1\r\nHost: allowed.example/x\r\n\r\n", "400 http-malformed"),
                row("percent-escaped dot", "GET / HTTP/1.1\r\nHost: allowed%2eexample\r\n\r\n", "400 http-malformed"),
                row(
                        "percent-escaped letter",
                        "GET / HTTP/1.1\r\nHost: %61llowed.example\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "escaped NUL",
                        "GET / HTTP/1.1\r\nHost: denied.example%00.allowed.example\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "KELVIN SIGN",
                        "GET / HTTP/1.1\r\nHost: \u00e2\u0084\u00aait.example\r\n\r\n",
                        "400 http-malformed"),
                row("UTF-8", "GET / HTTP/1.1\r\nHost: b\u00c3\u00bccher.example\r\n\r\n", "400 http-malformed"),
                row("empty port", "GET / HTTP/1.1\r\nHost: allowed.example:\r\n\r\n", "400 http-malformed"),
                row("port 0", "GET / HTTP/1.1\r\nHost: allowed.example:0\r\n\r\n", "400 http-malformed"),
                row("port 65616", "GET / HTTP/1.1\r\nHost: allowed.example:65616\r\n\r\n", "400 http-malformed"),
                row("port +80", "GET / HTTP/1.1\r\nHost: allowed.example:+80\r\n\r\n", "400 http-malformed"),
                row("port 0x50", "GET / HTTP/1.1\r\nHost: allowed.example:0x50\r\n\r\n", "400 http-malformed"),
                row("two ports", "GET / HTTP/1.1\r\nHost: allowed.example:80:80\r\n\r\n", "400 http-malformed"),
                row("space inside", "GET / HTTP/1.1\r\nHost: allowed .example\r\n\r\n", "400 http-malformed"),
                row("a wildcard", "GET / HTTP/1.1\r\nHost: *.example\r\n\r\n", "400 http-malformed"),
                row("space before the colon", "GET / HTTP/1.1\r\nHost : allowed.example\r\n\r\n", "400 http-malformed"),
                row(
                        "host look-alike beside it",
                        "GET / HTTP/1.1\r\n{H}Host : denied.example\r\n\r\n",
                        "400 http-malformed"),
                row("connection names it", "GET / HTTP/1.1\r\n{H}Connection: Host\r\n\r\n", "400 http-malformed"),
                row(
                        "absolute-form differs",
                        "GET http://evil.example/ HTTP/1.1\r\nHost: spoofed.example\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "absolute-form of another",
                        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                        "403 host-mismatch"),
                row(
                        "absolute-form, host allowed",
                        "GET http://denied.example/ HTTP/1.1\r\n{H}\r\n",
                        "400 http-malformed"),
                row(
                        "absolute-form, port differs",
                        "GET http://allowed.example:8080/ HTTP/1.1\r\n{H}\r\n",
                        "400 http-malformed"),
                row(
                        "absolute-form, user",
                        "GET http://allowed.example@denied.example/ HTTP/1.1\r\nHost: denied.example\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "absolute-form, backslash",
                        "GET http://allowed.example\\@denied.example/ HTTP/1.1\r\n{H}\r\n",
                        "400 http-malformed"),
                row("absolute-form, no host", "GET http:/// HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("absolute-form, bad name", "GET http://a_b.-c.example/ HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row("https", "GET https://allowed.example/ HTTP/1.1\r\n{H}\r\n", "400 http-malformed"),
                row(
                        "CONNECT to itself",
                        "CONNECT allowed.example:80 HTTP/1.1\r\nHost: allowed.example:80\r\n\r\n",
                        "403 method-not-allowed"),
                row(
                        "CONNECT to another",
                        "CONNECT denied.example:443 HTTP/1.1\r\nHost: denied.example:443\r\n\r\n",
                        "403 host-mismatch"));
    }

    @Tag("A-006")
    @Tag("A-008")
    @Tag("A-048")
    @Tag("A-052")
    @Tag("A-056")
    @Tag("A-058")
    @Tag("C-047")
    @Tag("C-050")
    @Tag("C-107")
    @ParameterizedTest(name = "{0}")
    @MethodSource("hosts")
    void aRequestIsForTheHostOfItsConnection(String name, String bytes, String outcome) {
        assertRefused(bytes, outcome);
    }

    static Stream<Arguments> framing() {
        String post = "POST / HTTP/1.1\r\n{H}";
        return Stream.of(
                row(
                        "CL.TE",
                        post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
                        "400 http-malformed"),
                row(
                        "TE.CL",
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n",
                        "400 http-malformed"),
                row("xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n", "400 http-malformed"),
                row("chunked, identity", post + "Transfer-Encoding: chunked, identity\r\n\r\n", "400 http-malformed"),
                row("identity, chunked", post + "Transfer-Encoding: identity, chunked\r\n\r\n", "400 http-malformed"),
                row("identity", post + "Transfer-Encoding: identity\r\n\r\n", "400 http-malformed"),
                row("gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", "400 http-malformed"),
                row(
                        "chunked twice",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "400 http-malformed"),
                row("leading comma", post + "Transfer-Encoding: ,chunked\r\n\r\n", "400 http-malformed"),
                row("quoted", post + "Transfer-Encoding: \"chunked\"\r\n\r\n", "400 http-malformed"),
                row("vertical tab after", post + "Transfer-Encoding: chunked\u000b\r\n\r\n", "400 http-malformed"),
                row("vertical tab before", post + "Transfer-Encoding: \u000bchunked\r\n\r\n", "400 http-malformed"),
                row("NUL inside", post + "Transfer-Encoding: chun\0ked\r\n\r\n", "400 http-malformed"),
                row("NBSP after", post + "Transfer-Encoding: chunked\u00a0\r\n\r\n", "400 http-malformed"),
                row("space before the colon", post + "Transfer-Encoding : chunked\r\n\r\n", "400 http-malformed"),
                row("folded", post + "Transfer-Encoding:\r\n chunked\r\n\r\n", "400 http-malformed"),
                row("underscore", post + "Transfer_Encoding: chunked\r\n\r\n", "400 http-malformed"),
                row("underscore of the length", post + "Content_Length: 5\r\n\r\n", "400 http-malformed"),
                row("dot of the length", post + "Content.Length: 5\r\n\r\n", "400 http-malformed"),
                row("empty coding", post + "Transfer-Encoding:\r\n\r\n", "400 http-malformed"),
                row("TE: chunked", post + "TE: chunked\r\n\r\n", "400 http-malformed"),
                row(
                        "chunked in HTTP/1.0",
                        "POST / HTTP/1.0\r\n{H}Transfer-Encoding: chunked\r\n\r\n",
                        "400 http-malformed"),
                row("list of lengths", post + "Content-Length: 5, 5\r\n\r\n", "400 http-malformed"),
                row("two equal lengths", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "400 http-malformed"),
                row("two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "400 http-malformed"),
                row("+5", post + "Content-Length: +5\r\n\r\n", "400 http-malformed"),
                row("-5", post + "Content-Length: -5\r\n\r\n", "400 http-malformed"),
                row("0x5", post + "Content-Length: 0x5\r\n\r\n", "400 http-malformed"),
                row("5 5", post + "Content-Length: 5 5\r\n\r\n", "400 http-malformed"),
                row("05", post + "Content-Length: 05\r\n\r\n", "400 http-malformed"),
                row("5 and a vertical tab", post + "Content-Length: 5\u000b\r\n\r\n", "400 http-malformed"),
                row("Arabic digits", post + "Content-Length: \u00d9\u00a5\r\n\r\n", "400 http-malformed"),
                row("empty length", post + "Content-Length:\r\n\r\n", "400 http-malformed"),
                row("2^63", post + "Content-Length: 9223372036854775808\r\n\r\n", "400 http-malformed"),
                row("2^64", post + "Content-Length: 18446744073709551616\r\n\r\n", "400 http-malformed"),
                row("10^30", post + "Content-Length: 1" + "0".repeat(30) + "\r\n\r\n", "400 http-malformed"),
                row(
                        "connection names the length",
                        post + "Connection: Content-Length\r\nContent-Length: 5\r\n\r\n",
                        "400 http-malformed"),
                row(
                        "connection names the coding",
                        post + "Connection: close, transfer-encoding\r\n\r\n",
                        "400 http-malformed"),
                row("connection with a bad option", post + "Connection: a b\r\n\r\n", "400 http-malformed"),
                row(
                        "another expectation",
                        post + "Expect: y 100-continue\r\nContent-Length: 1\r\n\r\n",
                        "400 http-malformed"),
                row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400 http2-cleartext"));
    }

    @Tag("C-053")
    @Tag("C-054")
    @Tag("C-056")
    @Tag("C-060")
    @Tag("C-067")
    @Tag("C-072")
    @ParameterizedTest(name = "{0}")
    @MethodSource("framing")
    void framingThatTwoParsersMightReadInTwoWaysIsRefused(String name, String bytes, String outcome) {
        assertRefused(bytes, outcome);
    }

    static Stream<Arguments> passing() {
        String get = "GET / HTTP/1.1\r\n{H}";
        return Stream.of(
                row("plain", get + "\r\n", get + "\r\n"),
                row("one CRLF first", "\r\n" + get + "\r\n", get + "\r\n"),
                row("no space after the colon", "GET / HTTP/1.1\r\nHost:allowed.example\r\n\r\n", get + "\r\n"),
                row("blanks around the value", "GET / HTTP/1.1\r\nHost:\t allowed.example \t\r\n\r\n", get + "\r\n"),
                row(
                        "port and upper case",
                        "GET / HTTP/1.1\r\nhOST: ALLOWED.example.:80\r\n\r\n",
                        "GET / HTTP/1.1\r\nhOST: ALLOWED.example.:80\r\n\r\n"),
                row("obs-text in a value", get + "A: \u00c3\u00a9\tx\r\n\r\n", get + "A: \u00c3\u00a9\tx\r\n\r\n"),
                row(
                        "absolute-form",
                        "GET HTTP://Allowed.example/a?b=c HTTP/1.1\r\n{H}\r\n",
                        "GET /a?b=c HTTP/1.1\r\n{H}\r\n"),
                row(
                        "absolute-form without a path",
                        "GET http://allowed.example?b HTTP/1.1\r\n{H}\r\n",
                        "GET /?b HTTP/1.1\r\n{H}\r\n"),
                row("OPTIONS *", "OPTIONS * HTTP/1.1\r\n{H}\r\n", "OPTIONS * HTTP/1.1\r\n{H}\r\n"),
                row("an own method", "BREW /pot HTTP/1.1\r\n{H}\r\n", "BREW /pot HTTP/1.1\r\n{H}\r\n"),
                row("HTTP/1.0 with a host", "GET / HTTP/1.0\r\n{H}\r\n", "GET / HTTP/1.0\r\n{H}\r\n"),
                row("128 fields", get + "A: b\r\n".repeat(127) + "\r\n", get + "A: b\r\n".repeat(127) + "\r\n"),
                row("GET with a length", get + "Content-Length: 3\r\n\r\nabc", get + "Content-Length: 3\r\n\r\nabc"),
                row(
                        "mixed-case chunked",
                        get + "Transfer-Encoding: ChunkeD\r\n\r\n003\r\nabc\r\n0\r\n\r\n",
                        get + "Transfer-Encoding: ChunkeD\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                row(
                        "trailers",
                        get + "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX-Sum:1\r\n\r\n",
                        get + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"),
                row(
                        "what Java sends first",
                        get
                                + "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nUpgrade: h2c\r\nUser-Agent: Java-http-client/25\r\n\r\n",
                        get + "User-Agent: Java-http-client/25\r\n\r\n"),
                row(
                        "h2c and keep-alive",
                        get + "Upgrade: h2c\r\nConnection: keep-alive, Upgrade\r\n\r\n",
                        get + "Connection: keep-alive\r\n\r\n"),
                row("another upgrade", get + "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n\r\n", get + "\r\n"),
                row(
                        "upgrade with a body",
                        get
                                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\nContent-Length: 1\r\n\r\nx",
                        get + "Sec-WebSocket-Key: k\r\nContent-Length: 1\r\n\r\nx"),
                row(
                        "websocket and another",
                        get + "Upgrade: websocket, h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\n\r\n",
                        get + "Sec-WebSocket-Key: k\r\n\r\n"),
                row(
                        "upgrade of HTTP/1.0",
                        "GET / HTTP/1.0\r\n{H}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\n\r\n",
                        "GET / HTTP/1.0\r\n{H}Sec-WebSocket-Key: k\r\n\r\n"),
                row("codings of the transfer", get + "TE: gzip\r\n\r\n", get + "\r\n"),
                row(
                        "trailers are taken",
                        get + "TE: trailers\r\nConnection: TE\r\n\r\n",
                        get + "TE: trailers\r\nConnection: TE\r\n\r\n"),
                row("nothing to expect", get + "Expect: 100-continue\r\n\r\n", get + "\r\n"));
    }

    @Tag("C-071")
    @Tag("C-075")
    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatWasUnderstoodIsWrittenAnew(String name, String bytes, String outcome) {
        Wire wire = Wire.captured().fromClient(bytes);
        assertThat(wire.upstream()).isEqualTo(outcome.replace("{H}", H));
        assertThat(wire.dials).containsExactly("allowed.example:80");
        assertThat(wire.client).isEmpty();
        wire.assertNothingHeld();
    }

    @Test
    void theRefusalSaysHostReasonAndDecisionAndNoMore() {
        Wire wire = Wire.captured().fromClient(crlf("""
                GET /denied?secret=1 HTTP/1.1
                Host: allowed.example

                """));
        assertThat(wire.client)
                .hasToString(crlf("""
                HTTP/1.1 403 Forbidden
                Content-Type: application/json
                Content-Length: 108
                Connection: close
                Cache-Control: no-store

                """)
                        + "{\"error\":\"denied by exeat\",\"host\":\"allowed.example\",\"port\":80,\"reason\":\"path-not-allowed\","
                        + "\"decision\":\"x-1\"}\n");
        assertThat(wire.judge.records).containsExactly("path-not-allowed GET allowed.example:80 /denied");
    }

    @Test
    void theRefusalOfAHeadHasNoBody() {
        Wire wire = Wire.captured().fromClient("HEAD /denied HTTP/1.1\r\n" + H + "\r\n");
        assertThat(wire.client).contains("Content-Length: 108\r\n").endsWith("\r\n\r\n");
    }

    private static void assertRefused(String bytes, String outcome) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.captured().inPiecesOf(piece).fromClient(bytes);
            String reason = outcome.substring(4);
            assertThat(wire.client).startsWith("HTTP/1.1 " + outcome.substring(0, 3) + " ");
            assertThat(wire.client).contains("\"reason\":\"" + reason + "\"");
            assertThat(wire.judge.records).hasSize(1).first().asString().startsWith(reason + " ");
            assertThat(wire.dials).isEmpty();
            assertThat(wire.clientEnding).isEqualTo(Ending.CLOSE);
            wire.assertNothingHeld();
        }
    }
}
