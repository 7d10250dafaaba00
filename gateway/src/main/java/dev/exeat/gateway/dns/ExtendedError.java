package dev.exeat.gateway.dns;

/**
 * An Extended DNS Error (RFC 8914).
 *
 * @param code the INFO-CODE
 * @param text the EXTRA-TEXT: host, reason id and decision id, and no more than that
 */
record ExtendedError(int code, String text) {
    static final int BLOCKED = 15;
    static final int PROHIBITED = 18;
    static final int NO_REACHABLE_AUTHORITY = 22;
    static final int NETWORK_ERROR = 23;
    static final int OTHER = 0;
}
