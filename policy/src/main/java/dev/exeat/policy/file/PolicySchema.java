package dev.exeat.policy.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON Schema (draft 2020-12) of policy files, for editors. The reader is stricter: it also knows names, blocks and days. */
public final class PolicySchema {
    private PolicySchema() {}

    /** The schema as JSON. */
    public static String text() {
        try (InputStream in = PolicySchema.class.getResourceAsStream("exeat.schema.json")) {
            return new String(Objects.requireNonNull(in, "the schema").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
