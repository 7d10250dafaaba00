package dev.exeat.engine.segment;

import java.io.IOException;
import java.util.function.IntSupplier;

/**
 * No address of the host is in reach: a canary that answers on each of them from outside is refused inside, over TCP and UDP, and never
 * hears a byte.
 *
 * @param canary where the canary is, already heard from outside
 * @param heard how often the canary was heard since, as far as this process can know
 */
record HostAddressProbe(CanaryTargets canary, IntSupplier heard) implements Probe {
    @Override
    public String id() {
        return "host-addresses";
    }

    @Override
    public String prove() throws IOException, BreachException {
        new LiteralProbe(id(), canary.streams(), canary.word()).prove();
        new DatagramProbe(id(), canary.datagrams(), canary.word()).prove();
        if (heard.getAsInt() > 0) {
            throw new BreachException("a service of the host heard from inside the sandbox");
        }
        return canary.streams().size() + " addresses of the host are refused";
    }
}
