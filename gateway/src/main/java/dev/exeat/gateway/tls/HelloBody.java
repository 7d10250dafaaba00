package dev.exeat.gateway.tls;

/** Reads the body of a ClientHello (RFC 8446 section 4.1.2; the same in RFC 5246 section 7.4.1.2), every byte of it and no more. */
final class HelloBody {
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;
    private static final int RANDOM_OCTETS = 32;
    private static final int MOST_SESSION_OCTETS = 32;

    private HelloBody() {}

    static HelloProgress.Read read(HelloCursor hello) throws RefusedHello {
        checkVersion(hello.u16("version"));
        hello.take(RANDOM_OCTETS, "random");
        checkSession(hello.vector8("session id"));
        checkCipherSuites(hello.vector16("cipher suites"));
        if (hello.vector8("compression methods").isAtEnd()) {
            throw RefusedHello.malformed("the ClientHello offers no compression method");
        }
        HelloExtensions extensions = new HelloExtensions();
        // a hello of RFC 5246 may end here
        if (!hello.isAtEnd()) {
            extensions.readAll(hello);
        }
        return extensions.result();
    }

    /** TLS 1.3 says TLS 1.2 here (RFC 8446 section 4.1.2); SSL 3 must not be spoken (RFC 7568). */
    private static void checkVersion(int version) throws RefusedHello {
        if (version < TLS_1_0 || version > TLS_1_2) {
            throw RefusedHello.malformed(
                    "the ClientHello has the version 0x%04x, which no TLS client sends".formatted(version));
        }
    }

    private static void checkSession(HelloCursor session) throws RefusedHello {
        if (session.size() > MOST_SESSION_OCTETS) {
            throw RefusedHello.malformed("the session id has more than " + MOST_SESSION_OCTETS + " bytes");
        }
    }

    private static void checkCipherSuites(HelloCursor suites) throws RefusedHello {
        if (suites.isAtEnd() || suites.size() % 2 != 0) {
            throw RefusedHello.malformed("the cipher suites are " + suites.size() + " bytes, which is no list of them");
        }
    }
}
