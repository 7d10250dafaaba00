package dev.exeat.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognises what people paste where a rule belongs (a URL, a path, user information, a list) and says the entry they meant. */
final class ForeignForm {
    private static final String GENERIC =
            "write a name, an address or a block with a port, for example 'api.example.com:443'";

    private ForeignForm() {}

    /** What is wrong with the form of the rule, or null when it may be one. */
    static @Nullable Problem problem(String text) {
        if (text.isEmpty()) {
            return new Problem("rule-empty", "the rule is empty", GENERIC);
        }
        if (text.indexOf(',') >= 0) {
            return new Problem(
                    "rule-comma",
                    "rule " + Quoted.of(text) + " has a comma",
                    "write one rule for each, such as 'a.example:80' and 'a.example:443'");
        }
        int scheme = text.indexOf("://");
        if (scheme >= 0 && !text.startsWith("tcp://")) {
            return url(text, text.substring(0, scheme).toLowerCase(Locale.ROOT), text.substring(scheme + 3));
        }
        String rest = scheme < 0 ? text : text.substring(scheme + 3);
        if (rest.indexOf('@') >= 0) {
            return problem(
                    "rule-userinfo", text, "has user information before '@'", scheme < 0 ? "" : "tcp://", rest, null);
        }
        return isPath(rest) ? problem("rule-path", text, "has a path", scheme < 0 ? "" : "tcp://", rest, null) : null;
    }

    private static Problem url(String text, String scheme, String rest) {
        if ("tcp".equals(scheme)) {
            return new Problem(
                    "rule-url",
                    "rule " + Quoted.of(text) + " has its scheme in capitals",
                    "write " + Quoted.of("tcp://" + rest));
        }
        Integer port = PortNames.ofScheme(scheme);
        boolean web = port != null && (port == 443 || port == 80);
        return problem("rule-url", text, "is a URL", port == null || web ? "" : "tcp://", rest, port);
    }

    /** A slash that does not stand before the prefix length of something that looks like an address. */
    private static boolean isPath(String rest) {
        int slash = rest.indexOf('/');
        boolean address = rest.startsWith("[")
                || rest.chars().limit(Math.max(slash, 0)).allMatch(c -> AsciiNumber.isDigit(c) || c == '.')
                || rest.indexOf(':') != rest.lastIndexOf(':');
        return rest.indexOf('\\') >= 0 || rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0 || (slash >= 0 && !address);
    }

    private static Problem problem(
            String id, String text, String what, String scheme, String rest, @Nullable Integer port) {
        String host = rest.substring(0, end(rest));
        host = host.substring(host.lastIndexOf('@') + 1);
        String entry = scheme + host + (port == null || host.indexOf(':') >= 0 ? "" : ":" + port);
        boolean plain =
                host.chars().allMatch(c -> NameCharacter.fold(c) >= 0 || "*:[]".indexOf(c) >= 0) && !host.isEmpty();
        String found = "rule " + Quoted.of(text) + " " + what + ", and a rule is a host with a port";
        return new Problem(id, found, plain ? "write " + Quoted.of(entry) : GENERIC);
    }

    private static int end(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
