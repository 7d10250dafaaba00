package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;

/** Bytes that do not pass. Declared, and without a stack trace: hostile bytes must not be dear. Never leaves this package. */
final class HttpFault extends Exception {
    private static final long serialVersionUID = 1;

    private final DenyReason reason;

    HttpFault(DenyReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    static HttpFault malformed(String detail) {
        return new HttpFault(DenyReason.HTTP_MALFORMED, detail);
    }

    static HttpFault tooLarge(String detail) {
        return new HttpFault(DenyReason.HTTP_TOO_LARGE, detail);
    }

    DenyReason reason() {
        return reason;
    }

    /** What is wrong, one sentence. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
