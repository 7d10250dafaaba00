package dev.exeat.gateway.dns;

/**
 * A record of an upstream's answer, its data still in the message.
 *
 * @param ttl seconds; a value with the top bit set is zero (RFC 2181, section 8)
 * @param start of the data in the message
 * @param length of the data, checked to be inside the message
 */
record ReplyRecord(WireName owner, int type, int recordClass, long ttl, int start, int length) {
    static ReplyRecord read(WireReader in) throws MalformedMessage {
        WireName owner = in.name();
        int type = in.u16();
        int recordClass = in.u16();
        long ttl = in.u32();
        int length = in.u16();
        int start = in.position();
        in.skip(length);
        return new ReplyRecord(owner, type, recordClass, ttl > Integer.MAX_VALUE ? 0 : ttl, start, length);
    }

    boolean isFor(RecordType asked) {
        return recordClass == 1 && (type == asked.code() || type == RecordType.CNAME.code());
    }

    boolean isAlias() {
        return type == RecordType.CNAME.code();
    }

    /** Reads data that is a name and nothing else. */
    WireName nameData(byte[] message) throws MalformedMessage {
        return nameData(message, 0);
    }

    /** Reads data that ends in a name. */
    WireName nameData(byte[] message, int offset) throws MalformedMessage {
        WireReader in = new WireReader(message, start + offset);
        WireName name = in.name();
        if (in.position() != start + length) {
            throw new MalformedMessage("record data longer or shorter than its name");
        }
        return name;
    }
}
