/**
 * HTTP/1 as the gateway lets it pass (RFC 9112, strictly): what a workload says in clear text is parsed, every request is decided, and
 * only what was understood is written again towards the upstream.
 *
 * <p>{@link dev.exeat.gateway.http.HttpConversation} is a state machine of one connection: bytes and events go in, a
 * {@link dev.exeat.gateway.http.Step} comes out. Nothing here knows a channel, a thread, a clock, the journal or the dialler. Hostile
 * bytes end in a refusal, never in an exception that a caller sees. Bodies pass as slices; heads and chunk lines are written anew.
 */
@NullMarked
package dev.exeat.gateway.http;

import org.jspecify.annotations.NullMarked;
