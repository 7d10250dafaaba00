package dev.exeat.gateway.tls;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;

/**
 * Reads what a server sends just as far as tells a HelloRetryRequest from everything else: it is a ServerHello with one certain random
 * (RFC 8446 section 4.1.3), so the first octet that differs ends it. Keeps no byte. Work is linear in the bytes.
 */
final class ServerAnswerReader {
    private static final int SERVER_HELLO = 2;
    /** Type, length and version come before the random. */
    private static final int BEFORE_RANDOM = 6;

    /** SHA-256 of "HelloRetryRequest". */
    private static final byte[] RETRY_RANDOM =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    private final PlainRecords records = new PlainRecords();
    private int read;

    /** Takes the bytes that are new; the buffer's indices stay. Not called again after another answer than UNKNOWN. */
    ServerAnswer take(ByteBuf bytes) {
        ServerAnswer answer = ServerAnswer.UNKNOWN;
        for (int i = bytes.readerIndex(); i < bytes.writerIndex() && answer == ServerAnswer.UNKNOWN; i++) {
            int octet = bytes.getUnsignedByte(i);
            if (records.isInside()) {
                records.skip(1);
                answer = records.type() == PlainRecords.HANDSHAKE ? message(octet) : ServerAnswer.UNKNOWN;
            } else if (!records.header(octet) || !isExpected()) {
                answer = ServerAnswer.FINAL;
            }
        }
        return answer;
    }

    /** An alert that is only a warning may come before the ServerHello (RFC 6066 section 3), and nothing else. */
    private boolean isExpected() {
        return records.type() == PlainRecords.HANDSHAKE || (read == 0 && records.type() == PlainRecords.ALERT);
    }

    private ServerAnswer message(int octet) {
        int at = read++;
        if (at == 0) {
            return octet == SERVER_HELLO ? ServerAnswer.UNKNOWN : ServerAnswer.FINAL;
        }
        int inRandom = at - BEFORE_RANDOM;
        if (inRandom < 0) {
            return ServerAnswer.UNKNOWN;
        }
        if (octet != (RETRY_RANDOM[inRandom] & 0xff)) {
            return ServerAnswer.FINAL;
        }
        return inRandom == RETRY_RANDOM.length - 1 ? ServerAnswer.RETRY : ServerAnswer.UNKNOWN;
    }
}
