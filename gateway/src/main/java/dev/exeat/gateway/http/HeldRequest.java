package dev.exeat.gateway.http;

/**
 * A request that was let through and is not sent on yet. Only here is the head kept as a whole, and a client has one such request at a
 * time: what follows it is not read.
 */
record HeldRequest(Exchange exchange, RequestHead head) {}
