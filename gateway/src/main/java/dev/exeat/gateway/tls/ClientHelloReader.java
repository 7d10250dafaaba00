package dev.exeat.gateway.tls;

import io.netty.buffer.ByteBuf;

/**
 * Reads the ClientHello that opens a TLS connection (RFC 8446 sections 4.1.2 and 5.1), in any number of pieces and records. What comes
 * out depends on the bytes alone and not on how they were cut, and what is wrong is refused at the first byte of a record or message
 * header that shows it; the body is judged when it is complete.
 *
 * <p>Work is linear in the bytes. Memory is at most the limit, and grows with what came. A caller that keeps the bytes until the answer
 * keeps at most the limit and five bytes for each of {@value RecordHeader#MOST_RECORDS} records. There is no deadline here: that is the
 * caller's.
 *
 * <p>The server's answer cannot be seen from here, nor a second hello after a HelloRetryRequest: that is {@link RetryWatch}'s.
 */
public final class ClientHelloReader {
    /** The limit for everyday use. Post-quantum hellos have 2 to 6 KiB. */
    public static final int DEFAULT_LIMIT = 64 << 10;

    private static final HelloProgress MORE = new HelloProgress.More();

    private final RecordHeader header = new RecordHeader();
    private final HelloMessage message;
    private int leftOfRecord;
    private int octets;
    private boolean answered;

    /**
     * A reader for one connection.
     *
     * @param limit the most bytes of the handshake message, its header of four bytes counted and those of records not
     */
    public ClientHelloReader(int limit) {
        this.message = new HelloMessage(limit);
    }

    /**
     * Takes the bytes that are new, and says how far the hello has got. The buffer's indices stay as they are, and no reference to it is
     * kept. Bytes after the record in which the hello ends are not looked at.
     *
     * @throws IllegalStateException when {@link HelloProgress.Read} or {@link HelloProgress.Refused} was answered before
     */
    public HelloProgress take(ByteBuf bytes) {
        if (answered) {
            throw new IllegalStateException("the ClientHello is already answered");
        }
        HelloProgress progress = progress(bytes);
        answered = !(progress instanceof HelloProgress.More);
        return progress;
    }

    /** How many bytes have been read so far, headers of records counted; once it is complete, how many the hello took. */
    public int octets() {
        return octets;
    }

    private HelloProgress progress(ByteBuf bytes) {
        try {
            int index = bytes.readerIndex();
            while (index < bytes.writerIndex()) {
                int taken = step(bytes, index);
                index += taken;
                octets += taken;
                if (message.isComplete()) {
                    return complete();
                }
            }
            return MORE;
        } catch (RefusedHello refused) {
            return refused.progress();
        }
    }

    /** Reads one octet of a record's header or some of its content; gives how many. */
    private int step(ByteBuf bytes, int index) throws RefusedHello {
        if (leftOfRecord == 0) {
            leftOfRecord = header.take(bytes.getUnsignedByte(index));
            return 1;
        }
        int taken = message.take(bytes, index, Math.min(leftOfRecord, bytes.writerIndex() - index));
        leftOfRecord -= taken;
        return taken;
    }

    private HelloProgress complete() throws RefusedHello {
        // keys may change after a hello, so it ends with its record (RFC 8446 section 5.1): else two readers might see
        // two hellos
        if (leftOfRecord > 0) {
            throw RefusedHello.malformed("the record of the ClientHello goes on after it");
        }
        return HelloBody.read(message.body());
    }
}
