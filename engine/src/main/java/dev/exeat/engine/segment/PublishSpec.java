package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Errno;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of the host that leads to a port inside the sandbox, written {@code [ADDR:]PORT[:PORT]}.
 *
 * @param address the host's address that it listens on
 * @param hostPort the host's port
 * @param targetPort the port inside
 */
public record PublishSpec(IpAddress address, int hostPort, int targetPort) {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();
    private static final String FORM =
            "write [ADDR:]PORT[:PORT], for example '3000', '8080:3000' or '127.0.0.1:8080:3000'";
    private static final int HIGHEST_PORT = 65_535;

    /** Reads a value as the user typed it; without an address it is 127.0.0.1. An IPv6 address is in brackets. */
    public static Parsed<PublishSpec> parse(String text) {
        List<Problem> problems = new ArrayList<>();
        int end = text.startsWith("[") ? text.indexOf(']') : addressEnd(text);
        boolean bracketed = text.startsWith("[");
        if (bracketed && (end < 0 || !text.startsWith(":", end + 1))) {
            return Parsed.bad("publish-syntax", "published port '" + text + "' has no port after the address", FORM);
        }
        IpAddress address = LOOPBACK;
        String ports = text;
        if (end >= 0) {
            String spelled = bracketed ? text.substring(1, end) : text.substring(0, end);
            address = address(text, spelled, bracketed, problems);
            ports = text.substring(bracketed ? end + 2 : end + 1);
        }
        String[] parts = ports.split(":", -1);
        if (parts.length > 2) {
            problems.add(new Problem("publish-syntax", "published port '" + text + "' has too many parts", FORM));
            return Parsed.bad(problems);
        }
        int host = port(text, parts[0], problems);
        int target = parts.length == 2 ? port(text, parts[1], problems) : host;
        return problems.isEmpty() ? Parsed.ok(new PublishSpec(address, host, target)) : Parsed.bad(problems);
    }

    /** Where the address before the ports ends: it is there when the first part is no number or there are three. */
    private static int addressEnd(String text) {
        int colon = text.indexOf(':');
        boolean first = colon > 0 && !text.substring(0, colon).chars().allMatch(c -> c >= '0' && c <= '9');
        return first ? colon : -1;
    }

    private static IpAddress address(String text, String spelled, boolean bracketed, List<Problem> problems) {
        Parsed<IpAddress> parsed = IpAddress.parse(spelled);
        if (parsed instanceof Parsed.Ok<IpAddress>(IpAddress address) && bracketed == spelled.contains(":")) {
            return address;
        }
        problems.add(new Problem(
                "publish-address",
                "published port '" + text + "' has '" + spelled + "' where an IP address is expected",
                FORM));
        return LOOPBACK;
    }

    private static int port(String text, String spelled, List<Problem> problems) {
        boolean digits =
                !spelled.isEmpty() && spelled.length() <= 5 && spelled.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits && !spelled.startsWith("0") ? Integer.parseInt(spelled) : 0;
        if (port == 0 || port > HIGHEST_PORT) {
            problems.add(new Problem(
                    "publish-port",
                    "published port '" + text + "' has '" + spelled + "' where a port from 1 to 65535 is expected",
                    FORM));
        }
        return port;
    }

    /** Whether only this machine can connect; anything else is to be said loudly. */
    public boolean loopbackOnly() {
        return Addresses.of(address.bytes()).isLoopbackAddress();
    }

    /** The tag of the listener for the gateway: {@code publish ADDR:HOSTPORT TARGETPORT}. */
    public String tag() {
        return "publish " + hostSide() + " " + targetPort;
    }

    /** Listens on the host side, from a thread in the host's network. */
    public Descriptor listen() {
        try {
            return Sockets.listener(new InetSocketAddress(Addresses.of(address.bytes()), hostPort));
        } catch (SystemCallException e) {
            throw new SegmentException(
                    "port " + hostSide() + " can't be published: " + e.getMessage(), remedy(e.errno()));
        }
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case Errno.EADDRINUSE -> "publish another port of the host, for example '--publish 18080:8080'";
            case Errno.EACCES -> "publish a port of the host above 1023";
            default -> "publish on an address that this host has, for example 127.0.0.1";
        };
    }

    private String hostSide() {
        String text = address.toString();
        return (text.contains(":") ? "[" + text + "]" : text) + ":" + hostPort;
    }

    @Override
    public String toString() {
        return hostSide() + ":" + targetPort;
    }
}
