package dev.exeat.gateway.dns;

/**
 * A client's question that passed every check of form.
 *
 * @param id the client's, echoed to it and never sent upstream
 * @param recursionDesired echoed
 * @param name as the client spelled it
 * @param type any type
 * @param edns whether the client sent an OPT record, of which only the size is kept (RFC 6891)
 * @param udpSize what the client takes over UDP, in octets, within what we send
 */
record Query(int id, boolean recursionDesired, WireName name, RecordType type, boolean edns, int udpSize) {
    /** What a client without EDNS takes over UDP (RFC 1035, section 4.2.1). */
    static final int PLAIN_UDP_OCTETS = 512;

    /** What we send over UDP at most (DNS flag day 2020). */
    static final int MAX_UDP_OCTETS = 1232;
}
