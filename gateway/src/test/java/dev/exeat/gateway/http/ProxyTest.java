package dev.exeat.gateway.http;

import static dev.exeat.gateway.http.Wire.crlf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.DenyReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on the proxy's listener: absolute-form and CONNECT. */
class ProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String get(String host, String path) {
        return "GET http://" + host + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static String origin(String host, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Test
    @Tag("C-067")
    void whatIsMeantForTheProxyIsTakenAway() {
        Wire wire = Wire.proxy().fromClient(crlf("""
                GET http://allowed.example:8080/a?b HTTP/1.1
                Host: allowed.example:8080
                Proxy-Authorization: Basic c2VjcmV0
                Proxy-Connection: keep-alive
                Keep-Alive: timeout=5
                Connection: keep-alive, X-Hop, TE, Upgrade, HTTP2-Settings
                X-Hop: 1
                TE: trailers
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA
                X-End: 2

                """));
        assertThat(wire.upstream()).isEqualTo(crlf("""
                GET /a?b HTTP/1.1
                Host: allowed.example:8080
                X-End: 2
                Connection: keep-alive

                """));
        assertThat(wire.dials).containsExactly("allowed.example:8080");
    }

    @Test
    @Tag("C-041")
    void aFieldThatNamesAnotherProxyHasNoEffect() {
        Wire wire = Wire.proxy().fromClient(crlf("""
                GET http://allowed.example/a HTTP/1.1
                Host: allowed.example
                X-Upstream-Https-Proxy: http://denied.example:3128

                """));
        assertThat(wire.dials).containsExactly("allowed.example:80");
    }

    @Test
    void aProxysClientOfHttp10GetsAHostField() {
        Wire wire = Wire.proxy().fromClient("GET http://Allowed.example:8080 HTTP/1.0\r\n\r\n");
        assertThat(wire.upstream()).isEqualTo("GET / HTTP/1.0\r\nHost: Allowed.example:8080\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS http://allowed.example, OPTIONS *",
        "OPTIONS http://allowed.example/, OPTIONS /",
        "GET http://allowed.example, GET /"
    })
    void anOptionsWithoutAPathIsAboutTheServer(String asked, String sent) {
        Wire wire = Wire.proxy().fromClient(asked + " HTTP/1.1\r\nHost: allowed.example\r\n\r\n");
        assertThat(wire.upstream()).startsWith(sent + " HTTP/1.1\r\n");
    }

    @Test
    void anOriginCannotAskForTheCredentialsOfAProxy() {
        Wire wire = Wire.proxy().fromClient(get("allowed.example", "/"));
        wire.fromUpstream("HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
        assertThat(wire.client).hasToString("HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    @Tag("C-045")
    void aRequestForAnotherTargetWaitsForTheAnswersAndTakesAnotherConnection() {
        Wire wire = Wire.proxy()
                .fromClient(get("allowed.example", "/1")
                        + get("ALLOWED.example.", "/2")
                        + get("other.example", "/3")
                        + get("allowed.example", "/4"));
        assertThat(wire.upstream()).isEqualTo(origin("allowed.example", "/1") + origin("ALLOWED.example.", "/2"));
        assertThat(wire.last.readClient()).isFalse();
        wire.fromUpstream(OK);
        assertThat(wire.dials).containsExactly("allowed.example:80");
        wire.fromUpstream(OK + "stray bytes of the first");
        assertThat(wire.dials).containsExactly("allowed.example:80", "other.example:80");
        assertThat(wire.upstreams.get(1)).hasToString(origin("other.example", "/3"));
        wire.fromUpstream(OK).fromUpstream(OK);
        assertThat(wire.dials).containsExactly("allowed.example:80", "other.example:80", "allowed.example:80");
        assertThat(wire.upstreams.get(2)).hasToString(origin("allowed.example", "/4"));
        assertThat(wire.client).hasToString(OK.repeat(4));
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE, Ending.CLOSE);
        assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
        wire.assertNothingHeld();
    }

    @Test
    @Tag("C-045")
    @Tag("C-046")
    void nothingOfADeniedRequestReachesTheUpstreamOfTheOneBefore() {
        Wire wire = Wire.proxy().fromClient(get("allowed.example", "/") + get("denied.example", "/secret"));
        wire.fromUpstream(OK);
        assertThat(wire.client).startsWith(OK + "HTTP/1.1 403 ").contains("\"host\":\"denied.example\"", "not-allowed");
        assertThat(wire.upstream()).isEqualTo(origin("allowed.example", "/"));
        assertThat(wire.dials).containsExactly("allowed.example:80");
    }

    @Test
    @Tag("C-051")
    void anotherPortIsAnotherConnection() {
        Wire wire = Wire.proxy().fromClient(get("allowed.example", "/")).fromUpstream(OK);
        wire.fromClient(get("allowed.example:8080", "/"));
        assertThat(wire.dials).containsExactly("allowed.example:80", "allowed.example:8080");
    }

    @Test
    void anUpstreamThatEndsBetweenRequestsIsDialledAgain() {
        Wire wire = Wire.proxy()
                .fromClient(get("allowed.example", "/1"))
                .fromUpstream(OK)
                .upstreamEnds();
        assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
        wire.fromClient(get("allowed.example", "/2")).fromUpstream(OK);
        assertThat(wire.dials).hasSize(2);
        assertThat(wire.client).hasToString(OK + OK);
    }

    @Test
    void strayBytesOfAnIdleUpstreamEndItAndNotTheClient() {
        Wire wire = Wire.proxy()
                .fromClient(get("allowed.example", "/1"))
                .fromUpstream(OK)
                .fromUpstream("stray");
        assertThat(wire.upstreamEndings).containsExactly(Ending.RESET);
        assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.judge.records).last().asString().startsWith("response-malformed ");
    }

    @ParameterizedTest
    @Tag("C-037")
    @Tag("C-038")
    @Tag("A-051")
    @Tag("A-052")
    @Tag("A-053")
    @Tag("A-056")
    @Tag("A-057")
    @Tag("A-058")
    @CsvSource({
        "GET / HTTP/1.1, proxy-malformed",
        "OPTIONS * HTTP/1.1, proxy-malformed",
        "GET https://allowed.example/ HTTP/1.1, http-malformed",
        "GET ftp://allowed.example/ HTTP/1.1, http-malformed",
        "GET file:///etc/passwd HTTP/1.1, http-malformed",
        "GET gopher://allowed.example/ HTTP/1.1, http-malformed",
        "GET ws://allowed.example/ HTTP/1.1, http-malformed",
        "GET unix:/x HTTP/1.1, http-malformed",
        "GET http:allowed.example/ HTTP/1.1, http-malformed",
        "GET http://allowed.example\\@denied.example/ HTTP/1.1, http-malformed",
        "GET http://x:y@allowed.example/ HTTP/1.1, http-malformed",
        "GET http://allowed.example@denied.example/ HTTP/1.1, http-malformed",
        "GET http://denied.example#@allowed.example/ HTTP/1.1, http-malformed",
        "GET http://allowed.example#@denied.example/ HTTP/1.1, http-malformed",
        "GET allowed.example:80 HTTP/1.1, http-malformed",
        "CONNECT / HTTP/1.1, http-malformed",
        "CONNECT * HTTP/1.1, http-malformed",
        "GET http://denied.example/ HTTP/1.1, http-malformed",
        "GET http://a b/ HTTP/1.1, http-malformed",
        "GET http://[::1/ HTTP/1.1, http-malformed",
        "GET http://allowed.example:/ HTTP/1.1, http-malformed",
        "GET http://allowed.example:0/ HTTP/1.1, http-malformed",
        "CONNECT allowed.example HTTP/1.1, http-malformed",
        "CONNECT http://allowed.example:443 HTTP/1.1, http-malformed",
        "CONNECT /allowed.example:443 HTTP/1.1, http-malformed",
        "CONNECT x@allowed.example:443 HTTP/1.1, http-malformed",
        "CONNECT allowed%2eexample:443 HTTP/1.1, http-malformed",
        "CONNECT denied.example:443 HTTP/1.1, http-malformed"
    })
    void aTargetThatIsNotOneIsRefused(String line, String reason) {
        Wire wire = Wire.proxy().fromClient(line + "\r\nHost: allowed.example\r\n\r\n");
        assertThat(wire.client)
                .startsWith("HTTP/1.1 400 ")
                .contains("\"reason\":\"" + reason + "\"")
                .doesNotContain("\"host\"");
        assertThat(wire.dials).isEmpty();
        assertThat(wire.tunnel).isEmpty();
    }

    @ParameterizedTest
    @Tag("A-058")
    @Tag("A-048")
    @ValueSource(
            strings = {
                ":0",
                ":65536",
                ":99999",
                ":-1",
                ":+443",
                ": 443",
                ":443 ",
                ":443abc",
                ":0x1bb",
                ":443:80",
                ":",
                "",
                "%00.allowed.example:443"
            })
    void aPortThatIsNotOneIsRefused(String port) {
        Wire wire = Wire.proxy().fromClient("CONNECT allowed.example" + port + " HTTP/1.0\r\n\r\n");
        assertThat(wire.client).startsWith("HTTP/1.1 400 ");
        assertThat(wire.tunnel).isEmpty();
    }

    @Test
    @Tag("A-004")
    void aTunnelIsHandedOutWithWhatFollowsItsRequest() {
        for (int piece : new int[] {Integer.MAX_VALUE, 1}) {
            Wire wire = Wire.proxy()
                    .inPiecesOf(piece)
                    .fromClient("CONNECT Allowed.EXAMPLE:443 HTTP/1.1\r\nHost: allowed.example:443\r\n\r\n"
                            + (piece == 1 ? "" : "\u0016\u0003\u0001"));
            assertThat(wire.tunnel).isEqualTo("allowed.example:443 " + (piece == 1 ? "" : "\u0016\u0003\u0001"));
            assertThat(wire.client).isEmpty();
            assertThat(wire.clientEnding).isEqualTo(Ending.NONE);
            assertThat(wire.last.readClient()).isFalse();
            wire.assertNothingHeld();
        }
    }

    @Test
    void aTunnelWaitsForTheAnswersThatAreDue() {
        Wire wire = Wire.proxy()
                .fromClient(get("allowed.example", "/")
                        + "CONNECT allowed.example:443 HTTP/1.1\r\nHost: allowed.example\r\n\r\nhello");
        assertThat(wire.tunnel).isEmpty();
        wire.fromClient(" there").fromUpstream(OK);
        assertThat(wire.client).hasToString(OK);
        assertThat(wire.tunnel).isEqualTo("allowed.example:443 hello there");
        assertThat(wire.upstreamEndings).containsExactly(Ending.CLOSE);
        wire.assertNothingHeld();
    }

    @Test
    void aClientThatBreaksWhileItsTunnelWaitsLeavesNothingBehind() {
        Wire wire = Wire.proxy()
                .fromClient(get("allowed.example", "/") + "CONNECT allowed.example:443 HTTP/1.0\r\n\r\nhello");
        wire.conversation.release();
        wire.assertNothingHeld();
    }

    @ParameterizedTest
    @Tag("C-043")
    @Tag("C-098")
    @CsvSource({
        "1.1, '', ''",
        "1.0, '', tunnel",
        "1.0, 'Host: denied.example\r\n', ''",
        "1.1, 'Host: allowed.example:80\r\n', ''",
        "1.1, 'Host: allowed.example\r\n', tunnel",
        "1.1, 'Host: allowed.example:443\r\nContent-Length: 0\r\n', tunnel",
        "1.1, 'Host: allowed.example:443\r\nContent-Length: 5\r\n', ''",
        "1.1, 'Host: allowed.example:443\r\nTransfer-Encoding: chunked\r\n', ''"
    })
    void aConnectHasNoBodyAndNoOtherHost(String version, String fields, String outcome) {
        Wire wire = Wire.proxy().fromClient("CONNECT allowed.example:443 HTTP/" + version + "\r\n" + fields + "\r\n");
        assertThat(wire.tunnel).isEqualTo(outcome.isEmpty() ? "" : "allowed.example:443 ");
        assertThat(wire.client.toString()).startsWith(outcome.isEmpty() ? "HTTP/1.1 400 " : "");
    }

    @Test
    void aTunnelIsAnsweredInHttp() {
        var established = Refusal.established();
        assertThat(established.toString(StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
        established.release();
        var refused = new Refusal(403, null, DenyReason.NOT_ALLOWED.id(), "a\"\\\n\u007f").render(true);
        assertThat(refused.toString(StandardCharsets.US_ASCII))
                .endsWith(
                        "{\"error\":\"denied by exeat\",\"reason\":\"not-allowed\",\"decision\":\"a\\\"\\\\\\u000a\\u007f\"}\n");
        refused.release();
    }
}
