package dev.exeat.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ports of rules. Service names are not read, since they depend on a file of the host; the message gives the number. */
final class PortNames {
    private static final Map<String, Integer> KNOWN = Map.ofEntries(
            Map.entry("http", 80),
            Map.entry("https", 443),
            Map.entry("ssh", 22),
            Map.entry("ftp", 21),
            Map.entry("smtp", 25),
            Map.entry("submission", 587),
            Map.entry("smtps", 465),
            Map.entry("imap", 143),
            Map.entry("imaps", 993),
            Map.entry("git", 9418),
            Map.entry("ldap", 389),
            Map.entry("ldaps", 636),
            Map.entry("mysql", 3306),
            Map.entry("postgres", 5432),
            Map.entry("postgresql", 5432),
            Map.entry("redis", 6379));

    private PortNames() {}

    static Parsed<PortSet> parse(String rule, String ports) {
        Integer known = KNOWN.get(ports);
        if (known != null) {
            return Parsed.bad(
                    "port-invalid",
                    "rule " + Quoted.of(rule) + " has a service name where a port belongs",
                    "write '" + known + "'");
        }
        if ("*".equals(ports)) {
            return Parsed.bad(
                    "port-invalid",
                    "rule " + Quoted.of(rule) + " has '*' where a port belongs",
                    "write '1-65535' for every port");
        }
        return PortSet.parse(ports);
    }

    /** The port of a URL's scheme, or null. */
    static @Nullable Integer ofScheme(String scheme) {
        return switch (scheme) {
            case "wss" -> 443;
            case "ws" -> 80;
            default -> KNOWN.get(scheme);
        };
    }
}
