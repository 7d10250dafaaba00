package dev.exeat.gateway.flow;

import dev.exeat.policy.IpAddress;
import io.netty.channel.epoll.EpollSocketChannel;

/** What came of a dial. */
sealed interface Dialled {
    /** A connection to a screened address; nothing was read from it yet. */
    record Connected(EpollSocketChannel channel, IpAddress address) implements Dialled {}

    /** The policy refused what the target resolved to. */
    record Refused(Resolved.Refused why) implements Dialled {}

    /** The decision could not be recorded, so nothing was dialled. */
    record Unrecorded() implements Dialled {}

    /** No address answered; {@code detail} is for the operator. */
    record Failed(String detail) implements Dialled {}
}
