package dev.exeat.gateway.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an upstream's message. Of the answer section only the records of the CNAME chain that starts at the question are
 * used; of the authority section only a SOA, for the negative TTL; the additional section is never read (RFC 5452,
 * section 6).
 */
final class ReplyParser {
    /** Addresses kept of one answer. */
    static final int MAX_ADDRESSES = 64;

    private static final int CLASS_IN = 1;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;

    private final UpstreamQuery query;
    private final byte[] message;
    private final boolean tcp;

    private ReplyParser(UpstreamQuery query, byte[] message, boolean tcp) {
        this.query = query;
        this.message = message;
        this.tcp = tcp;
    }

    /** Reads one message. Never throws, whatever the bytes are. */
    static UpstreamReply parse(UpstreamQuery query, byte[] message, boolean tcp) {
        try {
            return new ReplyParser(query, message, tcp).read();
        } catch (MalformedMessage malformed) {
            return new UpstreamReply.Refused("malformed answer: " + malformed.getMessage());
        }
    }

    private UpstreamReply read() throws MalformedMessage {
        if (message.length < WireReader.HEADER_OCTETS) {
            return new UpstreamReply.Unrelated();
        }
        WireReader in = new WireReader(message, 0);
        int id = in.u16();
        int flags = in.u16();
        int questions = in.u16();
        int answers = in.u16();
        int authorities = in.u16();
        in.skip(2);
        int code = flags & 0xf;
        if (id != query.id() || (flags & 0xf800) != 0x8000) {
            return new UpstreamReply.Unrelated();
        }
        if (questions == 0 && code != NOERROR && code != NXDOMAIN) {
            return refused(code);
        }
        return questions == 1 ? readQuestion(in, flags, answers, authorities) : new UpstreamReply.Unrelated();
    }

    private UpstreamReply readQuestion(WireReader in, int flags, int answers, int authorities) throws MalformedMessage {
        WireName name;
        try {
            name = in.name();
            if (!name.equals(query.name()) || in.u16() != query.type().code() || in.u16() != CLASS_IN) {
                return new UpstreamReply.Unrelated();
            }
        } catch (MalformedMessage forged) {
            return new UpstreamReply.Unrelated();
        }
        boolean truncated = (flags & 0x0200) != 0;
        if (!tcp && (truncated || !name.identical(query.name()))) {
            return new UpstreamReply.AskOverTcp();
        }
        int code = flags & 0xf;
        if (truncated || (code != NOERROR && code != NXDOMAIN)) {
            return refused(code);
        }
        return readSections(in, code, answers, authorities);
    }

    private UpstreamReply readSections(WireReader in, int code, int answers, int authorities) throws MalformedMessage {
        List<ReplyRecord> records = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            ReplyRecord record = ReplyRecord.read(in);
            if (record.isFor(query.type())) {
                records.add(record);
            }
        }
        AliasChain chain = AliasChain.follow(query, records, message);
        if (!chain.records().isEmpty()) {
            return new UpstreamReply.Answered(chain.resolution(query.type(), message));
        }
        Negative negative = Negative.read(in, authorities);
        if (code == NOERROR && negative.referral() && chain.aliases().isEmpty()) {
            return new UpstreamReply.Refused("the server sent a referral, it does not resolve for others");
        }
        return new UpstreamReply.Answered(
                code == NXDOMAIN
                        ? new Resolution.NoName(chain.aliases(), negative.ttl())
                        : new Resolution.NoData(chain.aliases(), negative.ttl()));
    }

    private static UpstreamReply refused(int code) {
        return new UpstreamReply.Refused(
                switch (code) {
                    case 0, 3 -> "truncated over TCP";
                    case 1 -> "FORMERR";
                    case 2 -> "SERVFAIL";
                    case 4 -> "NOTIMP";
                    case 5 -> "REFUSED";
                    default -> "response code " + code;
                });
    }
}
