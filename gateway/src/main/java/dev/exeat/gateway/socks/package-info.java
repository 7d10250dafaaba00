/**
 * The words of a SOCKS 5 server (RFC 1928, with the login of RFC 1929): reads what a client asks for, and has the replies.
 *
 * <p>{@link dev.exeat.gateway.socks.SocksReader} takes bytes as they come and gives a value. Nothing here knows a channel, decides whether
 * a target is allowed, resolves or dials it, or keeps what a client logs in with.
 */
@NullMarked
package dev.exeat.gateway.socks;

import org.jspecify.annotations.NullMarked;
