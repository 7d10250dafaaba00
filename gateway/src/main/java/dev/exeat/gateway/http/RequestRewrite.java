package dev.exeat.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream is sent of a request head: always the origin-form, and never an upgrade but WebSocket's. A client that offers h2c, as
 * Java's does with every first request, is thereby kept on HTTP/1.1 (RFC 9110 section 7.8 lets a server ignore the offer). On a captured
 * connection we are no hop, and the other fields stay; a proxy takes away what is meant for it.
 */
final class RequestRewrite {
    private static final Set<String> UPGRADES = Set.of("upgrade", "http2-settings");
    private static final Set<String> HOPS = Set.of("proxy-connection", "proxy-authorization", "keep-alive", "te");
    private static final Set<String> KEPT_OPTIONS = Set.of("close", "keep-alive");

    private final RequestHead head;
    private final boolean proxied;
    private final boolean upgrades;

    private RequestRewrite(RequestHead head, boolean proxied, boolean upgrades) {
        this.head = head;
        this.proxied = proxied;
        this.upgrades = upgrades;
    }

    /**
     * The head to send.
     *
     * @param proxied whether it came to the proxy's listener
     * @param webSocketKey the key of a WebSocket handshake; null for every other request
     */
    static String of(RequestHead head, boolean proxied, @Nullable String webSocketKey) {
        return new RequestRewrite(head, proxied, webSocketKey != null).text();
    }

    private String text() {
        RequestLine line = head.line();
        StringBuilder out = new StringBuilder(512)
                .append(line.method())
                .append(' ')
                .append(line.target().originForm(line.method()))
                .append(" HTTP/1.")
                .append(line.minor())
                .append("\r\n");
        fields().writeTo(out);
        return out.toString();
    }

    private Fields fields() {
        Set<String> dropped = dropped();
        Predicate<Field> leaves = field -> dropped.contains(field.key());
        List<String> options = head.fields().members("connection");
        List<String> kept = options.stream().filter(this::keepsOption).toList();
        boolean changed = !kept.equals(options);
        Fields fields = head.fields().without(changed ? leaves.or(f -> f.key().equals("connection")) : leaves);
        if (changed && !kept.isEmpty()) {
            fields.add(Field.of("Connection", String.join(", ", kept)));
        }
        if (!fields.has("host")) {
            fields.add(Field.of("Host", head.authority().text()));
        }
        return fields;
    }

    private Set<String> dropped() {
        List<String> names = new ArrayList<>();
        names.add("http2-settings");
        if (!upgrades) {
            names.add("upgrade");
        }
        if (head.hasNoBody()) {
            // nothing to wait with, and servers differ about what it means then
            names.add("expect");
        }
        if (!head.fields().members("te").equals(List.of("trailers"))) {
            // codings of the transfer other than chunked would come back, and those are refused
            names.add("te");
        }
        if (proxied) {
            names.addAll(HOPS);
            head.fields().members("connection").stream()
                    .filter(option -> !option.equals("connection") && !keepsOption(option))
                    .forEach(names::add);
        }
        return Set.copyOf(names);
    }

    private boolean keepsOption(String option) {
        if (UPGRADES.contains(option)) {
            return upgrades && option.equals("upgrade");
        }
        return !proxied || KEPT_OPTIONS.contains(option);
    }
}
