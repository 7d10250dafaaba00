package dev.exeat.engine.segment;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a {@link HostCanary} listens on the host, each seen to answer from outside.
 *
 * @param word what to send: the canary counts only who knows it
 * @param streams its TCP addresses
 * @param datagrams its UDP addresses
 */
public record CanaryTargets(String word, List<InetSocketAddress> streams, List<InetSocketAddress> datagrams) {
    public CanaryTargets {
        streams = List.copyOf(streams);
        datagrams = List.copyOf(datagrams);
    }
}
