package dev.exeat.gateway.dns;

/** The first twelve octets of a query, and the reading of what follows them. */
record QueryHeader(
        int id,
        int opcode,
        boolean truncated,
        boolean recursionDesired,
        int questions,
        int answers,
        int authorities,
        int additionals) {
    private static final int CLASS_IN = 1;

    static QueryHeader of(byte[] message) {
        return new QueryHeader(
                u16(message, 0),
                (message[2] >> 3) & 0xf,
                (message[2] & 2) != 0,
                (message[2] & 1) != 0,
                u16(message, 4),
                u16(message, 6),
                u16(message, 8),
                u16(message, 10));
    }

    QueryParse rejected(ResponseCode code, boolean edns) {
        return new QueryParse.Rejected(id, opcode, recursionDesired, edns, code);
    }

    QueryParse body(WireReader in) throws MalformedMessage {
        if (truncated || questions != 1 || answers != 0 || authorities != 0 || additionals > 1) {
            throw new MalformedMessage("not exactly one question and at most one OPT record");
        }
        WireName name = in.name();
        RecordType type = new RecordType(in.u16());
        int questionClass = in.u16();
        boolean edns = additionals == 1;
        int size = Query.PLAIN_UDP_OCTETS;
        int version = 0;
        if (edns) {
            checkOpt(in);
            size = Math.clamp(in.u16(), Query.PLAIN_UDP_OCTETS, Query.MAX_UDP_OCTETS);
            in.skip(1);
            version = in.u8();
            in.skip(2);
            walkOptions(in);
        }
        if (!in.atEnd()) {
            throw new MalformedMessage("octets after the message");
        }
        if (version != 0) {
            return rejected(ResponseCode.BADVERS, true);
        }
        if (questionClass != CLASS_IN || type.equals(RecordType.OPT)) {
            return rejected(ResponseCode.REFUSED, edns);
        }
        return new QueryParse.Asked(new Query(id, recursionDesired, name, type, edns, size));
    }

    private static void checkOpt(WireReader in) throws MalformedMessage {
        if (in.u8() != 0 || in.u16() != RecordType.OPT.code()) {
            throw new MalformedMessage("additional record that is not OPT");
        }
    }

    // read for their form only: cookies, client subnets and padding are a channel through us and end here
    private static void walkOptions(WireReader in) throws MalformedMessage {
        int length = in.u16();
        int end = in.position() + length;
        while (in.position() < end) {
            in.skip(2);
            in.skip(in.u16());
        }
        if (in.position() != end) {
            throw new MalformedMessage("EDNS option longer than its record");
        }
    }

    private static int u16(byte[] message, int at) {
        return ((message[at] & 0xff) << 8) | (message[at + 1] & 0xff);
    }
}
