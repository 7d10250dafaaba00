package dev.exeat.engine.segment;

import java.io.IOException;

/**
 * No address of the host is in reach: a canary that answers on each of them from outside is refused inside, over TCP and UDP, and never
 * hears a byte.
 *
 * @param canary the canary, already heard from outside
 */
record HostAddressProbe(HostCanary canary) implements Probe {
    @Override
    public String id() {
        return "host-addresses";
    }

    @Override
    public String prove() throws IOException, BreachException {
        new LiteralProbe(id(), canary.streams(), canary.word()).prove();
        new DatagramProbe(id(), canary.datagrams(), canary.word()).prove();
        if (canary.heard() > 0) {
            throw new BreachException("a service of the host heard from inside the sandbox");
        }
        return canary.proven().size() + " addresses of the host are refused";
    }
}
