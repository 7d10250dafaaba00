package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import java.util.random.RandomGenerator;

/**
 * One question as it goes out: made from the parsed name alone, with an id and a case pattern of our own (RFC 5452), so
 * that nothing which the client chose travels on but the name. Without EDNS: long answers come over TCP.
 */
record UpstreamQuery(int id, WireName name, RecordType type) {
    private static final int RD = 0x0100;

    static UpstreamQuery of(HostName name, RecordType type, RandomGenerator random) {
        return new UpstreamQuery(random.nextInt(0x1_0000), WireName.of(name).withRandomCase(random), type);
    }

    byte[] bytes() {
        return new WireWriter()
                .u16(id)
                .u16(RD)
                .u16(1)
                .u16(0)
                .u16(0)
                .u16(0)
                .name(name)
                .u16(type.code())
                .u16(1)
                .done();
    }
}
