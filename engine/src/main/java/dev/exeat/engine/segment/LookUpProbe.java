package dev.exeat.engine.segment;

import static dev.exeat.engine.segment.DnsQuestion.NOERROR;

import dev.exeat.policy.HostName;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A name that the workload needs is answered with a synthetic address, in one family at least.
 *
 * @param name the name
 * @param ipv6 whether the segment has IPv6
 */
record LookUpProbe(HostName name, boolean ipv6) implements Probe {
    private static final InetSocketAddress RESOLVER = new InetSocketAddress(Addresses.of("127.0.0.53"), 53);

    @Override
    public String id() {
        return "required-name";
    }

    @Override
    public String prove() throws IOException, BreachException {
        DnsQuestion.Answer answer = new DnsQuestion(name.ascii(), DnsQuestion.A).askDatagram(RESOLVER);
        if (ipv6 && isEmpty(answer)) {
            answer = new DnsQuestion(name.ascii(), DnsQuestion.AAAA).askDatagram(RESOLVER);
        }
        if (isEmpty(answer)) {
            throw new BreachException("'" + name + "' has no address (DNS code " + answer.code() + ")");
        }
        for (var address : answer.addresses()) {
            if (!NameProbe.synthetic(address)) {
                throw new BreachException(
                        "'" + name + "' is answered with " + address.getHostAddress() + ", which is not synthetic");
            }
        }
        return "'" + name + "' is answered inside";
    }

    private static boolean isEmpty(DnsQuestion.Answer answer) {
        return answer.code() != NOERROR || answer.addresses().isEmpty();
    }
}
