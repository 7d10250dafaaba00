package dev.exeat.engine.segment;

import static dev.exeat.engine.segment.DnsQuestion.NOERROR;

import dev.exeat.policy.AddressBlock;
import dev.exeat.policy.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The door opens: the gateway's own name goes from a resolver inside through synthetic address, capture and decision to an answer with
 * the nonce.
 *
 * @param id the probe's id
 * @param server any resolver's address: whoever is asked, the gateway answers
 * @param stream whether the question is asked over TCP
 * @param type A or AAAA
 * @param nonce what the gateway was given
 */
record NameProbe(String id, InetAddress server, boolean stream, int type, String nonce) implements Probe {
    private static final String NAME = "probe.exeat.internal";
    private static final int DNS_PORT = 53;
    private static final int SOME_PORT = 443;
    private static final int LINE_LIMIT = 256;
    private static final AddressBlock POOL4 =
            AddressBlock.parse("198.18.0.0/15").orElseThrow();
    private static final AddressBlock POOL6 =
            AddressBlock.parse("fd65:7865:6174:1::/64").orElseThrow();

    @Override
    public String prove() throws IOException, BreachException {
        DnsQuestion question = new DnsQuestion(NAME, type);
        InetSocketAddress resolver = new InetSocketAddress(server, DNS_PORT);
        DnsQuestion.Answer answer = stream ? question.askStream(resolver) : question.askDatagram(resolver);
        if (answer.code() != NOERROR || answer.addresses().size() != 1) {
            throw new BreachException(NAME + " is not answered with one address: " + answer);
        }
        InetAddress address = answer.addresses().getFirst();
        if (!synthetic(address)) {
            throw new BreachException(
                    NAME + " is answered with " + address.getHostAddress() + ", which is not synthetic");
        }
        String line = line(address);
        if (!line.equals("exeat " + nonce)) {
            throw new BreachException("the answer at " + address.getHostAddress() + " is not this gateway's");
        }
        return "the gateway answers at " + address.getHostAddress();
    }

    /** Whether the address is of a pool from which the gateway gives names theirs. */
    static boolean synthetic(InetAddress address) {
        IpAddress value = IpAddress.of(address.getAddress());
        return POOL4.contains(value) || POOL6.contains(value);
    }

    private static String line(InetAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address, SOME_PORT), PATIENCE_MILLIS);
            byte[] all = socket.getInputStream().readNBytes(LINE_LIMIT);
            return new String(all, StandardCharsets.UTF_8).strip();
        }
    }
}
