package dev.exeat.gateway.socks;

import java.util.HexFormat;

/**
 * Everything that the server says (RFC 1928 sections 3 and 6, RFC 1929 section 2). The address that it bound is never told: it is
 * 0.0.0.0:0.
 */
public enum SocksReply {
    /** Go on without a login. */
    NO_LOGIN("0500"),
    /** Go on with a name and a password. */
    LOGIN("0502"),
    /** No method that the client offers is taken; it has to close. */
    NO_METHOD("05ff"),
    /** The login is taken. */
    LOGGED_IN("0100"),
    /** The login is none. */
    LOGIN_FAILED("0101"),
    /** The target is connected, and the tunnel begins. */
    SUCCEEDED("05000001000000000000"),
    /** Something failed that has no code of its own. */
    GENERAL_FAILURE("05010001000000000000"),
    /** The policy denies it. */
    NOT_ALLOWED("05020001000000000000"),
    /** The target has no address, or none that answers. */
    HOST_UNREACHABLE("05040001000000000000"),
    /** The target refuses the connection. */
    CONNECTION_REFUSED("05050001000000000000"),
    /** Another command than CONNECT. */
    COMMAND_NOT_SUPPORTED("05070001000000000000"),
    /** Another kind of address than a name, IPv4 or IPv6. */
    ADDRESS_TYPE_NOT_SUPPORTED("05080001000000000000");

    private final String hex;

    SocksReply(String hex) {
        this.hex = hex;
    }

    /** The bytes to send, an array of the caller's own. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
