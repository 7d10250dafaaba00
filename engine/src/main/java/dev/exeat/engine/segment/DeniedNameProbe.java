package dev.exeat.engine.segment;

import static dev.exeat.engine.segment.DnsQuestion.NXDOMAIN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;

/**
 * A denied name does not exist, whichever resolver is asked, over UDP and TCP: the answer is the gateway's and nobody else's.
 *
 * @param id the probe's id
 * @param servers whom to ask
 * @param gateway whether there is a gateway to answer; without one nobody may
 */
record DeniedNameProbe(String id, List<InetAddress> servers, boolean gateway) implements Probe {
    /** Below a name that the gateway keeps for itself: no rule of a user can allow it. */
    static final String NAME = "denied.exeat.internal";

    private static final int DNS_PORT = 53;

    @Override
    public String prove() throws IOException, BreachException {
        for (InetAddress server : servers) {
            check(new InetSocketAddress(server, DNS_PORT), false);
            check(new InetSocketAddress(server, DNS_PORT), true);
        }
        return gateway ? "does not exist at any of " + servers.size() + " resolvers" : "no resolver answers";
    }

    private void check(InetSocketAddress server, boolean stream) throws BreachException {
        String where = server.getAddress().getHostAddress() + (stream ? " over TCP" : " over UDP");
        try {
            DnsQuestion question = new DnsQuestion(NAME, DnsQuestion.A);
            DnsQuestion.Answer answer = stream ? question.askStream(server) : question.askDatagram(server);
            if (!gateway) {
                throw new BreachException(where + " answers, though there is no network");
            }
            if (answer.code() != NXDOMAIN || !answer.addresses().isEmpty()) {
                throw new BreachException(where + " answers a denied name with " + answer);
            }
        } catch (IOException e) {
            refused(where, e);
        }
    }

    private void refused(String where, IOException e) throws BreachException {
        if (gateway || e instanceof SocketTimeoutException) {
            throw new BreachException(where + " does not refuse a denied name: " + e.getMessage());
        }
    }
}
