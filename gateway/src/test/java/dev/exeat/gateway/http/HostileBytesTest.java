package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever either side sends: no exception, nothing left behind, and no request sent on that was not decided about. Fixed seeds. */
class HostileBytesTest {
    private static final int ROUNDS = 50_000;
    private static final String H = "Host: allowed.example\r\n";
    private static final String GET = "GET /1?q HTTP/1.1\r\n" + H + "\r\n";
    private static final String POST = "POST /2 HTTP/1.1\r\n" + H + "Content-Length: 5\r\n\r\nhello";
    private static final String INNER = "DELETE /in HTTP/1.1\r\n" + H + "\r\n";
    private static final List<String> REQUESTS = List.of(
            GET + POST + GET,
            "GET /3 HTTP/1.1\r\n" + H
                    + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n" + GET,
            "POST /4 HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1a\r\n" + "x".repeat(26)
                    + "\r\n0\r\nX-T: 1\r\n\r\n" + GET,
            "POST /5 HTTP/1.1\r\n" + H + "Content-Length: " + INNER.length() + "\r\n\r\n" + INNER + GET,
            "POST /6 HTTP/1.1\r\n" + H + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(INNER.length())
                    + "\r\n" + INNER + "\r\n0\r\n\r\n" + GET,
            "GET http://allowed.example/7 HTTP/1.1\r\n" + H + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab"
                    + GET,
            "GET /8 HTTP/1.0\r\n" + H + "Connection: keep-alive\r\n\r\n" + POST);
    private static final List<String> RESPONSES = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n",
            "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nxx",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 413 Large\r\n\r\nbody");
    private static final String[] SPLICES = {
        "\r",
        "\n",
        "\r\n",
        "\r\n\r\n",
        " ",
        "\t",
        "\0",
        "\u000b",
        ":",
        ",",
        ";",
        "0",
        "+",
        "-",
        "0x",
        "_",
        "%00",
        "@",
        "\u00a0",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Content_Length: 9\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Transfer_Encoding: chunked\r\n",
        "Host: denied.example\r\n",
        "Connection: close\r\n",
        "Expect: 100-continue\r\n",
        "Upgrade: websocket\r\n",
        " folded\r\n",
        "0\r\n\r\n",
        "HTTP/1.0",
        "CONNECT ",
        "http://denied.example",
        "/denied",
        "DELETE "
    };

    private final Random random = new Random(20_260_101);

    @Test
    @Tag("C-055")
    @Tag("C-106")
    void onlyRequestsThatWereDecidedAboutAreSentOn() {
        for (int i = 0; i < ROUNDS; i++) {
            String sent = mutate(REQUESTS.get(i % REQUESTS.size()));
            Wire wire = Wire.captured();
            inPieces(sent, wire);
            wire.conversation.release();
            String passed = wire.upstream();
            List<String> allowed = allowed(wire);
            Wire again = Wire.captured().fromClient(passed);
            List<String> read = allowed(again);
            // of a request that broke in the piece that it began in, nothing needs to be sent on
            boolean broke = wire.upstreamEndings.contains(Ending.RESET);
            List<String> due = broke ? allowed.subList(0, read.size()) : allowed;
            boolean sound = again.upstream().equals(passed)
                    && again.judge.records.size() == read.size()
                    && read.equals(due)
                    && SloppyServer.requests(passed).stream()
                            .map(HostileBytesTest::withoutPort)
                            .toList()
                            .equals(read);
            if (!sound) {
                fail("sent " + sent + "\npassed " + passed + "\nallowed " + allowed + "\nread " + read);
            }
            again.conversation.release();
            wire.assertNothingHeld();
            again.assertNothingHeld();
        }
    }

    @Test
    @Tag("C-068")
    @Tag("C-069")
    void anyOrderOfAnythingEndsInAnOrderlyWay() {
        for (int i = 0; i < ROUNDS; i++) {
            Wire wire = (random.nextInt(4) == 0 ? Wire.proxy() : Wire.captured());
            if (random.nextInt(8) == 0) {
                wire.withoutDialling();
            }
            for (int events = random.nextInt(8); events >= 0; events--) {
                event(wire);
            }
            wire.conversation.release();
            wire.assertNothingHeld();
            assertThat(wire.fromClient(GET).last.toUpstream().refCnt()).isLessThanOrEqualTo(1);
        }
    }

    private static List<String> allowed(Wire wire) {
        return wire.judge.records.stream()
                .filter(record -> record.startsWith("allowed "))
                .map(record -> record.substring("allowed ".length()).replace(":80 ", " "))
                .toList();
    }

    private void event(Wire wire) {
        switch (random.nextInt(12)) {
            case 0 -> wire.clientEnds();
            case 1 -> wire.upstreamEnds();
            case 2 -> wire.upstreamBreaks();
            case 3 -> wire.headIsTooLate();
            case 4 -> wire.dialled();
            case 5 -> wire.dialFails(dev.exeat.policy.DenyReason.CONNECT_FAILED, true);
            case 6, 7, 8 -> wire.fromUpstream(some(RESPONSES));
            default ->
                wire.fromClient(
                        random.nextInt(3) == 0
                                ? some(REQUESTS).replace("GET /", "GET http://other.example/")
                                : some(REQUESTS));
        }
    }

    private String some(List<String> seeds) {
        String seed = seeds.get(random.nextInt(seeds.size()));
        return random.nextBoolean() ? seed : mutate(seed);
    }

    private void inPieces(String text, Wire wire) {
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(200));
            wire.fromClient(text.substring(at, end));
            at = end;
        }
    }

    private String mutate(String seed) {
        StringBuilder text = new StringBuilder(seed);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(lineStart(text, at), SPLICES[random.nextInt(SPLICES.length)]);
                default -> text.insert(at, SPLICES[random.nextInt(SPLICES.length)]);
            }
        }
        return text.toString();
    }

    private static int lineStart(StringBuilder text, int at) {
        int line = text.lastIndexOf("\n", at);
        return line < 0 ? 0 : line + 1;
    }

    /** The host as the decision has it: the fields may spell it with a port, a dot at its end or in upper case. */
    private static String withoutPort(String request) {
        return request.replace("allowed.example.", "allowed.example").replace("allowed.example:80", "allowed.example");
    }
}
