package dev.exeat.gateway.dns;

import java.io.Serial;

/** Bytes that are not a DNS message. Stackless: it costs a hostile sender more than it costs us. */
final class MalformedMessage extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedMessage(String what) {
        super(what, null, false, false);
    }
}
