package dev.exeat.engine.segment;

import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts that make a loopback segment: input of nft(8) and of {@code ip -batch}. Pure, so that what is planned can be compared with
 * what is.
 *
 * <p>A reject in the output hook would give the caller EPERM; in the input hook it gives ECONNREFUSED. The output filter holds nothing
 * back today, since there is no interface but {@code lo}: it is there for the day when somebody moves one in.
 *
 * @param ports the listener of each tag
 * @param ipv6 whether IPv6 is captured; otherwise it is dropped
 */
record LoopbackPlan(Map<String, Integer> ports, boolean ipv6) {
    static final String ADDRESS4 = "198.18.0.1";
    static final String ADDRESS6 = "fd65:7865:6174::1";
    static final int LOG_GROUP = 1;

    LoopbackPlan {
        ports = Map.copyOf(new TreeMap<>(ports));
    }

    /** The rules, in the words and order in which {@code nft list ruleset} prints them. */
    String ruleset() {
        return """
                table inet exeat {
                chain capture {
                type nat hook output priority -100; policy accept;
                %s}
                chain output {
                type filter hook output priority 0; policy drop;
                oif "lo" accept
                log group 1 drop
                }
                chain input {
                type filter hook input priority 0; policy drop;
                iif != "lo" log group 1 drop
                ct state established accept
                ip daddr { 127.0.0.0/8, 198.18.0.1 } accept
                %smeta l4proto udp log group 1 reject
                log group 1 drop
                }
                chain forward {
                type filter hook forward priority 0; policy drop;
                }
                }
                """.formatted(redirects(), ipv6 ? "ip6 daddr { ::1, fd65:7865:6174::1 } accept\n" : "");
    }

    private String redirects() {
        StringBuilder rules = new StringBuilder();
        redirect(rules, "ipv4 udp dport 53", "dns-udp4");
        redirect(rules, "ipv6 udp dport 53", "dns-udp6");
        redirect(rules, "ipv4 tcp dport 53", "dns-tcp4");
        redirect(rules, "ipv6 tcp dport 53", "dns-tcp6");
        rules.append("ip daddr { 127.0.0.0/8, 198.18.0.1 } accept\n");
        if (ipv6) {
            rules.append("ip6 daddr { ::1, fd65:7865:6174::1 } accept\n");
        }
        redirect(rules, "ipv4 meta l4proto tcp", "capture4");
        redirect(rules, "ipv6 meta l4proto tcp", "capture6");
        return rules.toString();
    }

    private void redirect(StringBuilder rules, String match, String tag) {
        Integer port = ports.get(tag);
        if (port != null) {
            rules.append("meta nfproto %s redirect to :%d%n".formatted(match, port));
        }
    }

    /**
     * The addresses, given while the interface is still down. They come before the listeners: a UDP socket that is bound ahead in a
     * namespace without any IPv4 address forgets its own, answers from another one, and the answer is not translated back.
     */
    static String addresses(boolean ipv6) {
        String v4 = "addr add 198.18.0.1/32 dev lo\n";
        return ipv6 ? v4 + "addr add fd65:7865:6174::1/128 dev lo nodad\n" : v4;
    }

    /** The routes; the interface goes up only here, when the rules stand. */
    String routes() {
        String v4 = "link set lo up\nroute add local default dev lo src 198.18.0.1\n";
        // the kernel takes an IPv6 route only when the interface is up
        return ipv6 ? v4 + "route add local ::/0 dev lo\n" : v4;
    }

    static InetAddress loopback4() {
        return Addresses.of("127.0.0.1");
    }

    static InetAddress loopback6() {
        return Addresses.of("::1");
    }
}
