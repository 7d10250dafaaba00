package dev.exeat.cli.run;

import dev.exeat.policy.ReservedNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables that lead clients to the gateway's doors. Nothing needs them: a connection that ignores them is captured. */
enum ProxyVariables {
    /** Set where the caller has a proxy set, whose own would lead nowhere. */
    AUTO,
    /** Set, for Java too. */
    ON,
    /** Not set. */
    OFF;

    private static final String HTTP = "http://" + ReservedNames.PROXY + ":" + ReservedNames.HTTP_DOOR;
    private static final String SOCKS = "socks5h://" + ReservedNames.PROXY + ":" + ReservedNames.SOCKS_DOOR;
    /** Only what never leaves the sandbox. */
    private static final String NONE = "localhost,127.0.0.1,::1";

    private static final String JAVA = "JAVA_TOOL_OPTIONS";
    private static final List<String> PROXIES = List.of("http_proxy", "https_proxy", "all_proxy");

    /** The one that a user writes in lower case, or null. */
    static @org.jspecify.annotations.Nullable ProxyVariables of(String text) {
        for (ProxyVariables one : values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
                return one;
            }
        }
        return null;
    }

    /** What to set, given the caller's own variables. */
    Map<String, String> variables(Map<String, String> environment) {
        return switch (this) {
            case OFF -> Map.of();
            case AUTO -> hasProxy(environment) ? doors() : Map.of();
            case ON -> {
                Map<String, String> all = doors();
                String before = environment.getOrDefault(JAVA, "");
                all.put(JAVA, (before + " " + java()).strip());
                yield all;
            }
        };
    }

    private static boolean hasProxy(Map<String, String> environment) {
        return environment.entrySet().stream()
                .anyMatch(one -> PROXIES.contains(one.getKey().toLowerCase(Locale.ROOT))
                        && !one.getValue().isEmpty());
    }

    private static Map<String, String> doors() {
        Map<String, String> all = new LinkedHashMap<>();
        Map.of("http_proxy", HTTP, "https_proxy", HTTP, "all_proxy", SOCKS, "no_proxy", NONE)
                .forEach((name, value) -> {
                    all.put(name, value);
                    all.put(name.toUpperCase(Locale.ROOT), value);
                });
        return all;
    }

    private static String java() {
        String host = ReservedNames.PROXY.ascii();
        int port = ReservedNames.HTTP_DOOR;
        return "-Dhttp.proxyHost=" + host + " -Dhttp.proxyPort=" + port + " -Dhttps.proxyHost=" + host
                + " -Dhttps.proxyPort=" + port + " -Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1]";
    }
}
