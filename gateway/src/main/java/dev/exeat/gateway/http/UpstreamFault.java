package dev.exeat.gateway.http;

import java.util.Locale;

/** What an upstream did wrong once it was connected. */
public enum UpstreamFault {
    /** Its answer breaks RFC 9112, or two parsers might read it in two ways. */
    RESPONSE_MALFORMED,
    /** It ended the connection before its answer was complete. */
    RESPONSE_MISSING,
    /** It sent its answer too slowly. */
    RESPONSE_LATE;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The kebab-case id, for example {@code response-malformed}. */
    public String id() {
        return id;
    }

    @Override
    public String toString() {
        return id;
    }
}
