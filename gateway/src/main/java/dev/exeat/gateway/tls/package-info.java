/**
 * Reads what a TLS client says before anything is encrypted: the ClientHello (RFC 8446 section 4.1.2) and the name in it.
 *
 * <p>{@link dev.exeat.gateway.tls.ClientHelloReader} takes bytes as they come and gives a value, and
 * {@link dev.exeat.gateway.tls.RetryWatch} sees to it that a second hello says what the first did. Nothing here knows a channel, decides
 * whether a name is allowed, changes a byte, or reads a hello differently from how it was cut.
 */
@NullMarked
package dev.exeat.gateway.tls;

import org.jspecify.annotations.NullMarked;
