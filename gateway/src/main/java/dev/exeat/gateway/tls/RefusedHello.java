package dev.exeat.gateway.tls;

import dev.exeat.policy.DenyReason;
import java.io.Serial;

/** Bytes that are no ClientHello. Never leaves this package; stackless: it costs a hostile sender more than it costs us. */
final class RefusedHello extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final DenyReason reason;
    private final String detail;

    private RefusedHello(DenyReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    static RefusedHello malformed(String detail) {
        return new RefusedHello(DenyReason.TLS_MALFORMED, detail);
    }

    static RefusedHello tooLarge(String detail) {
        return new RefusedHello(DenyReason.TLS_TOO_LARGE, detail);
    }

    HelloProgress.Refused progress() {
        return new HelloProgress.Refused(reason, detail);
    }
}
