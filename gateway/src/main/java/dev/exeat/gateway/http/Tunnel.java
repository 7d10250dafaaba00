package dev.exeat.gateway.http;

import dev.exeat.policy.HostPort;
import io.netty.buffer.ByteBuf;

/**
 * What a client of the proxy asks for with CONNECT (RFC 9110 section 9.3.6). The conversation is over with it; whoever gets it decides,
 * answers with {@link Refusal#established()} or {@link Refusal#render}, and looks at what is said inside.
 *
 * @param target where to
 * @param early what the client sent after its request; owned by whoever gets it, may be empty
 */
public record Tunnel(HostPort target, ByteBuf early) {}
