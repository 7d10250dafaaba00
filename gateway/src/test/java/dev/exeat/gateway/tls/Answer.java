package dev.exeat.gateway.tls;

import static dev.exeat.gateway.tls.Hello.hex;
import static dev.exeat.gateway.tls.Hello.join;
import static dev.exeat.gateway.tls.Hello.vector16;

/** Builds what a server says first, apart from the code under test. */
public final class Answer {
    private Answer() {}

    /** A HelloRetryRequest for x25519, in records of at most that many bytes. */
    public static byte[] retry(int most) {
        return Hello.records(
                message("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C", "0033 0002 001d"), most);
    }

    /** A ServerHello, in records of at most that many bytes. */
    public static byte[] hello(int most) {
        return Hello.records(
                message("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339D", "002b 0002 0304"), most);
    }

    private static byte[] message(String random, String extensions) {
        byte[] body = join(hex("0303"), hex(random), hex("00 1301 00"), vector16(hex(extensions)));
        return join(hex("02%06x".formatted(body.length)), body);
    }
}
