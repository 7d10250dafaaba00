/**
 * The sandbox's resolver: strict DNS messages, synthetic addresses, upstream questions.
 *
 * <p>{@link dev.exeat.gateway.dns.NameService} takes bytes and gives bytes; {@link dev.exeat.gateway.dns.DnsServer} puts it
 * on sockets; {@link dev.exeat.gateway.dns.UpstreamResolver} is the only class that asks anybody outside, and sends nothing
 * but a name that the policy allowed and a type. No class here dials a target, and no byte of a client's message is copied
 * into another one but the echo of its own question.
 */
@NullMarked
package dev.exeat.gateway.dns;

import org.jspecify.annotations.NullMarked;
