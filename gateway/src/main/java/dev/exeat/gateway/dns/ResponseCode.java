package dev.exeat.gateway.dns;

/** The response codes that we send (RFC 1035, section 4.1.1; BADVERS is RFC 6891, section 9). */
enum ResponseCode {
    NOERROR(0),
    FORMERR(1),
    SERVFAIL(2),
    NXDOMAIN(3),
    NOTIMP(4),
    REFUSED(5),
    BADVERS(16);

    private final int code;

    ResponseCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
