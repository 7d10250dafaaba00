package dev.exeat.gateway.dns;

import java.time.Duration;

/**
 * What the authority section says of an answer without records: for how long it holds (the SOA's, RFC 2308, at most a
 * minute; without a SOA not at all), and whether it is no answer but a referral.
 */
record Negative(Duration ttl, boolean referral) {
    private static final long MAX_SECONDS = 60;
    private static final int MAX_RECORDS = 64;
    private static final int SOA_NUMBERS_OCTETS = 20;

    static Negative read(WireReader in, int authorities) {
        boolean nameServers = false;
        try {
            for (int i = 0; i < Math.min(authorities, MAX_RECORDS); i++) {
                ReplyRecord record = ReplyRecord.read(in);
                if (record.type() == RecordType.SOA.code() && record.length() >= SOA_NUMBERS_OCTETS) {
                    return new Negative(ttl(in, record), false);
                }
                nameServers |= record.type() == RecordType.NS.code();
            }
        } catch (MalformedMessage ignored) {
            // the answer itself was read; without a SOA it is not remembered
        }
        return new Negative(Duration.ZERO, nameServers);
    }

    private static Duration ttl(WireReader in, ReplyRecord soa) throws MalformedMessage {
        long minimum = in.at(soa.start() + soa.length() - 4).u32();
        return Duration.ofSeconds(Math.min(MAX_SECONDS, Math.min(soa.ttl(), minimum)));
    }
}
