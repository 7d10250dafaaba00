package dev.exeat.gateway.http;

import dev.exeat.gateway.audit.JsonLine;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response of the gateway's own: which host, which reason, which decision, and no more. The connection ends with it.
 *
 * @param status the status code (RFC 9110 section 15)
 * @param flow what could not be reached; null when the request does not say it legibly
 * @param reason the kebab-case reason id
 * @param decision the id of the recorded decision; empty when there is none
 */
public record Refusal(int status, @Nullable Flow flow, String reason, String decision) {
    /** A denial: 403, or 400, 408 and 431 where the request itself is what is wrong. */
    public static Refusal of(@Nullable Flow flow, DenyReason reason, String decision) {
        return new Refusal(status(reason), flow, reason.id(), decision);
    }

    /** A target that was not connected: 403 where the policy is why, else 502, or 504 after a time-out. */
    public static Refusal unreached(Flow flow, DenyReason reason, String decision, boolean timeout) {
        return new Refusal(isFailure(reason) ? timeout ? 504 : 502 : status(reason), flow, reason.id(), decision);
    }

    /** An upstream that broke its answer: 502, or 504 where it was too slow. */
    static Refusal of(Flow flow, UpstreamFault fault, String decision) {
        return new Refusal(fault == UpstreamFault.RESPONSE_LATE ? 504 : 502, flow, fault.id(), decision);
    }

    /** The answer to a CONNECT whose target is connected. */
    public static ByteBuf established() {
        return Unpooled.copiedBuffer("HTTP/1.1 200 Connection established\r\n\r\n", StandardCharsets.US_ASCII);
    }

    /**
     * The whole response.
     *
     * @param body whether the body is sent too; it is not in the answer to a HEAD, and is counted all the same
     */
    public ByteBuf render(boolean body) {
        byte[] json = json();
        String head = "HTTP/1.1 " + status + " " + phrase()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length
                + "\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n";
        ByteBuf text = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
        return body ? Unpooled.wrappedBuffer(text, Unpooled.wrappedBuffer(json)) : text;
    }

    private static int status(DenyReason reason) {
        return switch (reason) {
            case HTTP_MALFORMED, HTTP2_CLEARTEXT, PROXY_MALFORMED, NAME_INVALID -> 400;
            case CONTENT_LATE -> 408;
            case HTTP_TOO_LARGE -> 431;
            default -> 403;
        };
    }

    private static boolean isFailure(DenyReason reason) {
        return switch (reason) {
            case CONNECT_FAILED, UPSTREAM_FAILED, NO_ADDRESS -> true;
            default -> false;
        };
    }

    private String phrase() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 408 -> "Request Timeout";
            case 431 -> "Request Header Fields Too Large";
            case 502 -> "Bad Gateway";
            case 504 -> "Gateway Timeout";
            default -> "Refused";
        };
    }

    private byte[] json() {
        JsonLine text = new JsonLine().text("error", status < 500 ? "denied by exeat" : "not answered by the host");
        if (flow != null) {
            text.text("host", flow.target().toString()).number("port", flow.port());
        }
        text.text("reason", reason);
        return (decision.isEmpty() ? text : text.text("decision", decision)).bytes();
    }
}
