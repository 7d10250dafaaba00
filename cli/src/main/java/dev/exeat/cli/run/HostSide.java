package dev.exeat.cli.run;

import dev.exeat.container.EngineException;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.ReservedNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a gateway that is not in the host's network is given of it: connections to those ports of the host's loopback that the policy opens,
 * looked up here once more, and the list of the host's addresses, which no name may lead to.
 *
 * @param policy the one that is in force
 */
record HostSide(Supplier<Policy> policy) {
    /**
     * A socket that is connected to this port of the host's loopback.
     *
     * @throws EngineException if the policy does not open it
     * @throws SystemCallException if nothing answers there
     */
    Descriptor connect(String port) {
        HostName host = ReservedNames.HOST;
        int number = port.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(port) : 0;
        if (number == 0
                || number > 65_535
                || !policy.get().decide(Flow.to(host, number)).allowed()) {
            throw new EngineException("port " + port + " of the host is not open", "");
        }
        try {
            return connected("127.0.0.1", number);
        } catch (SystemCallException notThere) {
            return connected("::1", number);
        }
    }

    private static Descriptor connected(String literal, int port) {
        InetAddress address = InetAddress.ofLiteral(literal);
        Descriptor socket = Sockets.socket(Sockets.family(address), Sockets.SOCK_STREAM, 0);
        try {
            Sockets.connect(socket, new InetSocketAddress(address, port));
            return socket;
        } catch (SystemCallException refused) {
            socket.close();
            throw refused;
        }
    }

    /** All addresses of the host's interfaces, those of the engine's bridges too. */
    static List<IpAddress> addresses() {
        List<IpAddress> all = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(address -> all.add(IpAddress.of(address.getAddress())));
        } catch (SocketException unreadable) {
            throw new EngineException("the host's addresses cannot be read: " + unreadable.getMessage(), "");
        }
        return all;
    }
}
