package dev.exeat.gateway.tls;

import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches a TLS connection from its first ClientHello until it is certain that no other one can follow, or until the other one has come
 * (RFC 8446 sections 4.1.2 and 4.1.4). A second hello must ask for what the first did: some servers go by the second.
 *
 * <p>Before the server has answered, a client has no reason for another handshake message, and one that guesses the retry is refused.
 * What may pass is early data, a change_cipher_spec and alerts. The server's answer is never refused: it says only how long to watch.
 *
 * <p>Work is linear in the bytes. No byte is kept but those of a second hello, up to {@link ClientHelloReader#DEFAULT_LIMIT}; a caller
 * that keeps what waits keeps no more than {@link ClientHelloReader} says. There is no deadline here.
 */
public final class RetryWatch {
    private final Content.Tls first;
    private final ServerAnswerReader server = new ServerAnswerReader();
    private final PlainRecords records = new PlainRecords();
    private int leftOfFirst;
    private ServerAnswer answer = ServerAnswer.UNKNOWN;
    private @Nullable ClientHelloReader second;

    /**
     * A watch on one connection.
     *
     * @param first what the first hello said
     * @param octets how many bytes of the client it took, headers of records counted
     */
    public RetryWatch(Content.Tls first, int octets) {
        this.first = first;
        this.leftOfFirst = octets;
    }

    /**
     * Takes bytes of the client that are new, from the first one of the first hello on. The buffer's indices stay. Not called again once it
     * answered anything but {@link Watched.Pass}, or once the server's answer was {@link ServerAnswer#FINAL}.
     */
    public Watched fromClient(ByteBuf bytes) {
        if (second != null) {
            return readSecond(second, bytes, bytes.readerIndex());
        }
        int index = bytes.readerIndex();
        while (index < bytes.writerIndex()) {
            int some = passOver(bytes.writerIndex() - index);
            if (some > 0) {
                index += some;
                continue;
            }
            int octet = bytes.getUnsignedByte(index);
            if (records.isAtStart() && octet == PlainRecords.HANDSHAKE) {
                return handshake(bytes, index);
            }
            if (!records.header(octet)) {
                return malformed("what comes before it is no TLS record");
            }
            if (!mayPass(records.type())) {
                return malformed("a record of type " + records.type() + " comes before it");
            }
            index++;
        }
        return new Watched.Pass(bytes.readableBytes());
    }

    /** Takes bytes of the server that are new; the buffer's indices stay. Not called again once it answered what the server says. */
    public ServerAnswer fromServer(ByteBuf bytes) {
        answer = server.take(bytes);
        return answer;
    }

    /** What a client is refused for that ends while its second hello waits. */
    public static Watched.Refused endedInside() {
        return malformed("the client ended inside of it");
    }

    private int passOver(int most) {
        if (leftOfFirst == 0) {
            return records.skip(most);
        }
        int octets = Math.min(most, leftOfFirst);
        leftOfFirst -= octets;
        return octets;
    }

    private static boolean mayPass(int type) {
        return type == PlainRecords.CHANGE_CIPHER_SPEC
                || type == PlainRecords.ALERT
                || type == PlainRecords.APPLICATION_DATA;
    }

    private Watched handshake(ByteBuf bytes, int index) {
        if (answer != ServerAnswer.RETRY) {
            return malformed("it came before the server asked for it");
        }
        second = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        return readSecond(second, bytes, index);
    }

    private Watched readSecond(ClientHelloReader reader, ByteBuf bytes, int index) {
        return switch (reader.take(bytes.slice(index, bytes.writerIndex() - index))) {
            case HelloProgress.More ignored -> new Watched.Pass(index - bytes.readerIndex());
            case HelloProgress.Read(Content.Tls content, var protocols) -> judge(content);
            case HelloProgress.Refused(DenyReason reason, String detail) -> refused(reason, detail);
        };
    }

    /** Only a few extensions may change (RFC 8446 section 4.1.2), and neither of these two is one of them. */
    private Watched judge(Content.Tls content) {
        if (!Objects.equals(content.serverName(), first.serverName())) {
            String name = content.serverName() == null ? "no server name" : "server name " + content.serverName();
            return refused(DenyReason.SNI_MISMATCH, name);
        }
        if (content.encrypted() && !first.encrypted()) {
            return refused(DenyReason.ENCRYPTED_HELLO, "the first one was not encrypted");
        }
        return new Watched.Opaque();
    }

    private static Watched.Refused malformed(String detail) {
        return refused(DenyReason.TLS_MALFORMED, detail);
    }

    private static Watched.Refused refused(DenyReason reason, String detail) {
        return new Watched.Refused(reason, "second hello: " + detail);
    }
}
