package dev.exeat.gateway.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes that tie each line of a journal to the one before. */
final class Chain {
    /** What the first line names as the line before it. */
    static final String START = "0".repeat(64);

    private Chain() {}

    /** SHA-256 in hex of {@code length} bytes of a line, its line feed not among them. */
    static String hash(byte[] line, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(line, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
