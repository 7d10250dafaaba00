package dev.exeat.gateway.dns;

/**
 * What a packet from the sandbox turned out to be: exactly one question of class IN with opcode QUERY, at most one OPT
 * record and not an octet more (RFC 1035, 2181, 6891, 9619); or else how it is answered.
 */
sealed interface QueryParse {
    /** A question to decide on. */
    record Asked(Query query) implements QueryParse {}

    /** Answered by a bare header. */
    record Rejected(int id, int opcode, boolean recursionDesired, boolean edns, ResponseCode code)
            implements QueryParse {}

    /** Too short to have a header, or itself an answer: an answer to it could only start a loop. */
    record Ignored() implements QueryParse {}

    /** Reads one message. Never throws, whatever the bytes are. */
    static QueryParse of(byte[] message) {
        if (message.length < WireReader.HEADER_OCTETS || (message[2] & 0x80) != 0) {
            return new Ignored();
        }
        QueryHeader header = QueryHeader.of(message);
        if (header.opcode() != 0) {
            return header.rejected(ResponseCode.NOTIMP, false);
        }
        try {
            return header.body(new WireReader(message, WireReader.HEADER_OCTETS));
        } catch (MalformedMessage malformed) {
            return header.rejected(ResponseCode.FORMERR, false);
        }
    }
}
