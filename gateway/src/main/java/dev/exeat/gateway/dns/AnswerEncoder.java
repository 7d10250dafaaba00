package dev.exeat.gateway.dns;

import dev.exeat.policy.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes answers: the question in the client's own spelling, the records, and OPT when the client has EDNS. */
final class AnswerEncoder {
    static final int MAX_TCP_OCTETS = 65_535;

    private static final int QR = 0x8000;
    private static final int TC = 0x0200;
    private static final int RD = 0x0100;
    private static final int RA = 0x0080;
    private static final int CLASS_IN = 1;
    private static final int OWNER_IS_THE_QUESTION = 0xc00c;
    private static final int OPTION_EXTENDED_ERROR = 15;
    private static final int MAX_ERROR_TEXT = 320;

    private AnswerEncoder() {}

    /**
     * Writes an answer of at most {@code limit} octets. One that is longer loses its records and says so (TC), so that
     * the client comes back over TCP.
     */
    static byte[] encode(Query query, Answer answer, int limit) {
        byte[] whole = write(query, answer, 0);
        if (whole.length <= limit) {
            return whole;
        }
        return write(query, Answer.empty(answer.code()), TC);
    }

    /** Writes the header that refuses a message whose question can't be echoed. */
    static byte[] encode(QueryParse.Rejected rejected) {
        WireWriter out = new WireWriter()
                .u16(rejected.id())
                .u16(QR
                        | (rejected.opcode() << 11)
                        | (rejected.recursionDesired() ? RD : 0)
                        | RA
                        | (rejected.code().code() & 0xf))
                .u16(0)
                .u16(0)
                .u16(0)
                .u16(rejected.edns() ? 1 : 0);
        if (rejected.edns()) {
            writeOpt(out, rejected.code(), null);
        }
        return out.done();
    }

    private static byte[] write(Query query, Answer answer, int flags) {
        WireWriter out = new WireWriter()
                .u16(query.id())
                .u16(QR
                        | flags
                        | (query.recursionDesired() ? RD : 0)
                        | RA
                        | answer.code().code())
                .u16(1)
                .u16(answer.records().size())
                .u16(0)
                .u16(query.edns() ? 1 : 0)
                .name(query.name())
                .u16(query.type().code())
                .u16(CLASS_IN);
        writeRecords(out, answer.records(), answer.ttl().toSeconds());
        if (query.edns()) {
            writeOpt(out, answer.code(), answer.error());
        }
        return out.done();
    }

    private static void writeRecords(WireWriter out, List<AnswerRecord> records, long ttl) {
        for (AnswerRecord record : records) {
            byte[] data = data(record);
            out.u16(OWNER_IS_THE_QUESTION)
                    .u16(type(record).code())
                    .u16(CLASS_IN)
                    .u32(ttl)
                    .u16(data.length)
                    .bytes(data);
        }
    }

    private static RecordType type(AnswerRecord record) {
        return switch (record) {
            case AnswerRecord.Address(IpAddress address) ->
                switch (address.family()) {
                    case V4 -> RecordType.A;
                    case V6 -> RecordType.AAAA;
                };
            case AnswerRecord.Pointer pointer -> RecordType.PTR;
            case AnswerRecord.Service(ServiceTarget.MailExchange mail) -> RecordType.MX;
            case AnswerRecord.Service(ServiceTarget.Location location) -> RecordType.SRV;
        };
    }

    private static byte[] data(AnswerRecord record) {
        return switch (record) {
            case AnswerRecord.Address(IpAddress address) -> address.bytes();
            case AnswerRecord.Pointer(var name) ->
                new WireWriter().name(WireName.of(name)).done();
            case AnswerRecord.Service(ServiceTarget.MailExchange(int preference, var target)) ->
                new WireWriter().u16(preference).name(WireName.of(target)).done();
            case AnswerRecord.Service(ServiceTarget.Location(int priority, int weight, int port, var target)) ->
                new WireWriter()
                        .u16(priority)
                        .u16(weight)
                        .u16(port)
                        .name(WireName.of(target))
                        .done();
        };
    }

    private static void writeOpt(WireWriter out, ResponseCode code, @Nullable ExtendedError error) {
        out.u8(0).u16(RecordType.OPT.code()).u16(Query.MAX_UDP_OCTETS);
        out.u8(code.code() >> 4).u8(0).u16(0);
        if (error == null) {
            out.u16(0);
            return;
        }
        byte[] text = error.text().getBytes(StandardCharsets.UTF_8);
        text = text.length > MAX_ERROR_TEXT ? Arrays.copyOf(text, MAX_ERROR_TEXT) : text;
        out.u16(text.length + 6)
                .u16(OPTION_EXTENDED_ERROR)
                .u16(text.length + 2)
                .u16(error.code())
                .bytes(text);
    }
}
