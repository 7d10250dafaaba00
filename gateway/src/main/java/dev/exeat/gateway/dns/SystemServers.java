package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The servers of {@code resolv.conf(5)} and the names of {@code hosts(5)}. Lines that say nothing are passed over. */
final class SystemServers implements UpstreamServers {
    private static final int DNS_PORT = 53;
    /** As the C library has it (MAXNS). */
    private static final int MAX_SERVERS = 3;

    private final WatchedFile<List<InetSocketAddress>> servers;
    private final WatchedFile<Map<HostName, List<IpAddress>>> hosts;

    SystemServers(Path resolvConf, Path hosts, LongSupplier nanoTime) {
        this.servers = new WatchedFile<>(resolvConf, SystemServers::parseServers, nanoTime);
        this.hosts = new WatchedFile<>(hosts, SystemServers::parseHosts, nanoTime);
    }

    @Override
    public List<InetSocketAddress> servers() {
        return servers.content();
    }

    @Override
    public @Nullable List<IpAddress> hosts(HostName name) {
        return hosts.content().get(name);
    }

    static List<InetSocketAddress> parseServers(List<String> lines) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 1 && words[0].equals("nameserver") && servers.size() < MAX_SERVERS) {
                addServer(servers, words[1]);
            }
        }
        return List.copyOf(servers);
    }

    private static void addServer(List<InetSocketAddress> servers, String address) {
        try {
            // takes a scope ('fe80::1%eth0') and never looks a name up
            servers.add(new InetSocketAddress(InetAddress.ofLiteral(address), DNS_PORT));
        } catch (IllegalArgumentException notAnAddress) {
            // as the C library does: the next server is tried
        }
    }

    static Map<HostName, List<IpAddress>> parseHosts(List<String> lines) {
        Map<HostName, List<IpAddress>> hosts = new HashMap<>();
        for (String line : lines) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
            if (IpAddress.parse(words[0]) instanceof Parsed.Ok<IpAddress>(IpAddress address)) {
                for (int i = 1; i < words.length; i++) {
                    addHost(hosts, words[i], address);
                }
            }
        }
        return hosts;
    }

    private static void addHost(Map<HostName, List<IpAddress>> hosts, String text, IpAddress address) {
        if (HostName.parseWire(text) instanceof Parsed.Ok<HostName>(HostName name)) {
            List<IpAddress> addresses = hosts.computeIfAbsent(name, n -> new ArrayList<>());
            if (addresses.size() < ReplyParser.MAX_ADDRESSES && !addresses.contains(address)) {
                addresses.add(address);
            }
        }
    }
}
