package dev.exeat.cli.run;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What only this run's gateway can answer to its probes. */
final class Nonce {
    private static final int BYTES = 16;

    private Nonce() {}

    /** A fresh one, in hex digits. */
    static String fresh() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
