package dev.exeat.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256 over names and contents; times, owners and where a file comes from do not count. */
final class ContentHash {
    private static final int DIGITS = 16;

    /** Raised when the same content is put together in another way. */
    private static final String RECIPE = "1";

    private ContentHash() {}

    static ImageName of(ImageContent content) throws IOException {
        MessageDigest all = sha256();
        add(all, RECIPE + " " + ImageContent.MODULES + " " + ImageConfig.STABLE);
        content.texts().forEach((name, text) -> {
            add(all, name);
            add(all, text);
        });
        addFiles(all, content.files());
        addFiles(all, content.runtime());
        return new ImageName(hex(all).substring(0, DIGITS));
    }

    static String of(String text) {
        MessageDigest digest = sha256();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return hex(digest);
    }

    static String of(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        }
        return hex(digest);
    }

    private static void addFiles(MessageDigest all, SortedMap<String, Path> files) throws IOException {
        for (var file : files.entrySet()) {
            add(all, file.getKey());
            add(all, of(file.getValue()));
        }
    }

    /** Each part is hashed first, so that the border between two parts counts. */
    private static void add(MessageDigest all, String part) {
        all.update(of(part).getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
