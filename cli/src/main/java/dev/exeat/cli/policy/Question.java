package dev.exeat.cli.policy;

import dev.exeat.policy.Content;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Target;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code exeat explain} is asked about: a flow, and what its bytes will be where that is known.
 *
 * @param content null where nothing is said of the bytes
 */
public record Question(Flow flow, @Nullable Content content) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final String FORM =
            "write HOST, HOST:PORT, an address, or a URL such as 'https://api.example.com/v1'";

    /**
     * Reads a target: {@code HOST} or an address (port 443), {@code HOST:PORT}, {@code http://HOST[:PORT][/PATH]} or
     * {@code https://...}. Port 443 carries TLS and port 80 HTTP, as they must.
     *
     * @param method the method that was asked about; null for none
     * @param path the path that was asked about; null for none
     */
    public static Parsed<Question> parse(String text, @Nullable String method, @Nullable String path) {
        if (text.indexOf('@') >= 0) {
            return Parsed.bad(
                    "explain-userinfo",
                    "the target has an '@', and no policy looks at users",
                    "write it without, such as '" + shown(text) + "'");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://")) {
            return url(text.substring("http://".length()), HTTP, method, path);
        }
        if (lower.startsWith("https://")) {
            return url(text.substring("https://".length()), HTTPS, method, path);
        }
        String plain = lower.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
        if (plain.indexOf('/') >= 0) {
            return Parsed.bad("explain-target", "'" + text + "' is neither a host nor a URL", FORM);
        }
        return flow(plain, HTTPS).map(flow -> {
            boolean request = method != null || path != null || flow.port() == HTTP;
            boolean tls = flow.port() == HTTPS;
            return new Question(flow, tls ? hello(flow) : request ? request(flow, method, path, "/") : null);
        });
    }

    private static Parsed<Question> url(String rest, int port, @Nullable String method, @Nullable String path) {
        int end = rest.length();
        for (char stop : new char[] {'/', '?', '#'}) {
            int at = rest.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        String after = rest.substring(end);
        String asked = after.startsWith("/") ? after.replaceFirst("[?#].*", "") : "/";
        return flow(rest.substring(0, end), port)
                .map(flow -> new Question(flow, port == HTTPS ? hello(flow) : request(flow, method, path, asked)));
    }

    /** The target without user and password, and without a query: a message must not repeat what may be secret. */
    private static String shown(String text) {
        int begin = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + "://".length();
        String rest = text.substring(Math.max(begin, text.lastIndexOf('@') + 1));
        return text.substring(0, begin) + rest.replaceFirst("[?#].*", "");
    }

    private static Parsed<Flow> flow(String authority, int port) {
        if (IpAddress.parse(authority) instanceof Parsed.Ok<IpAddress>(IpAddress address)) {
            return Parsed.ok(Flow.to(address, port));
        }
        boolean bracketed = authority.startsWith("[") && authority.endsWith("]");
        int colon = bracketed ? -1 : authority.lastIndexOf(':');
        if (bracketed) {
            return HostPort.parse(authority + ":" + port).map(HostPort::flow);
        }
        if (colon < 0) {
            return HostName.parse(authority).map(name -> Flow.to(name, port));
        }
        // a name in any script before the port, as rules take it
        return HostName.parse(authority.substring(0, colon)) instanceof Parsed.Ok<HostName>(HostName name)
                        && !Character.isDigit(name.ascii().charAt(name.ascii().length() - 1))
                ? HostPort.parse(name.ascii() + authority.substring(colon)).map(HostPort::flow)
                : HostPort.parse(authority).map(HostPort::flow);
    }

    private static Content hello(Flow flow) {
        return new Content.Tls(flow.target() instanceof Target.Name(HostName name) ? name : null, false);
    }

    private static Content request(Flow flow, @Nullable String method, @Nullable String path, String otherwise) {
        return new Content.Http(
                flow.target(), flow.port(), method == null ? "GET" : method, path == null ? otherwise : path);
    }
}
