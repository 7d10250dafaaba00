package dev.exeat.gateway.http;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Target;

/**
 * The host of a Host field or of an absolute-form target (RFC 9110 section 7.2). User information, an empty host, an empty port,
 * percent-escapes and everything else that {@link HostPort} does not read are refused.
 *
 * @param host the name or literal address
 * @param port the port, 0 when none is named
 * @param text how it was written
 */
record Authority(Target host, int port, String text) {
    private static final int DEFAULT_PORT = 80;

    static Authority parse(String text) throws HttpFault {
        boolean hasPort = text.indexOf(':', text.lastIndexOf(']') + 1) >= 0;
        return switch (HostPort.parse(hasPort ? text : text + ":" + DEFAULT_PORT)) {
            case Parsed.Ok<HostPort>(HostPort read) -> new Authority(read.target(), hasPort ? read.port() : 0, text);
            case Parsed.Bad<HostPort>(var problems) ->
                throw HttpFault.malformed(problems.getFirst().message());
        };
    }

    /** The connection that it stands for with scheme http. */
    Flow flow() {
        return new Flow(host, port == 0 ? DEFAULT_PORT : port);
    }
}
