package dev.exeat.gateway;

import dev.exeat.gateway.flow.UpstreamProxy;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a {@link GatewayConfig}: every word is known, single ones stand there once, nothing is guessed. */
final class GatewayConfigReader {
    private static final Set<String> SINGLE =
            Set.of("sandbox", "directory", "profile", "nonce", "uid", "upstream-proxy");
    private static final Set<String> REPEATABLE = Set.of("allow", "deny", "allow-private", "host-port", "upstream");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([0-9.]{7,15})):([0-9]{1,5})");

    private final Map<String, List<String>> values = new HashMap<>();
    private final DocumentLines documents = new DocumentLines();
    private final List<Problem> problems = new ArrayList<>();

    Parsed<GatewayConfig> read(List<String> lines) {
        lines.forEach(this::collect);
        String sandbox = matching("sandbox", NAME);
        String nonce = matching("nonce", NONCE);
        Path directory = directory();
        PolicySources sources = sources();
        List<GatewayConfig.Server> upstreams =
                all("upstream").stream().map(this::server).toList();
        UpstreamProxy proxy = proxy();
        Integer uid = values.containsKey("uid") ? Integer.valueOf(number(matching("uid", NUMBER))) : null;
        if (!problems.isEmpty()) {
            return Parsed.bad(problems);
        }
        return Parsed.ok(new GatewayConfig(sandbox, directory, sources, upstreams, proxy, nonce, uid));
    }

    private void collect(String line) {
        if (documents.take(line)) {
            return;
        }
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String value = space < 0 ? "" : line.substring(space + 1);
        boolean single = SINGLE.contains(word);
        if (!single && !REPEATABLE.contains(word)) {
            complain("gateway-unknown-word", "'" + word + "' is not a word of the configuration");
        } else if (value.isEmpty()) {
            complain("gateway-value-missing", "'" + word + "' has no value");
        } else if (single && values.containsKey(word)) {
            complain("gateway-word-twice", "'" + word + "' stands there twice");
        } else {
            values.computeIfAbsent(word, w -> new ArrayList<>()).add(value);
        }
    }

    private void complain(String id, String message) {
        problems.add(GatewayConfig.problem(id, message));
    }

    private List<String> all(String word) {
        return values.getOrDefault(word, List.of());
    }

    private String matching(String word, Pattern pattern) {
        List<String> found = all(word);
        if (found.size() == 1 && pattern.matcher(found.getFirst()).matches()) {
            return found.getFirst();
        }
        complain("gateway-value-invalid", "'" + word + "' is missing or not of the form " + pattern);
        return "";
    }

    private Path directory() {
        try {
            Path path = Path.of(String.join("", all("directory")));
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        complain("gateway-value-invalid", "'directory' is missing or not an absolute path");
        return Path.of("/");
    }

    private PolicySources sources() {
        List<String> profile = all("profile");
        return new PolicySources(
                taken(documents.files(), List.of()),
                new PolicyFlags(
                        profile.isEmpty() ? null : profile(profile.getFirst()),
                        all("allow"),
                        all("deny"),
                        all("allow-private"),
                        all("host-port")));
    }

    private Profile profile(String id) {
        Profile known = Profile.ofId(id);
        return known == null ? taken(Profile.parse(id), Profile.STRICT) : known;
    }

    private @Nullable UpstreamProxy proxy() {
        List<String> said = all("upstream-proxy");
        return said.isEmpty()
                ? null
                : switch (UpstreamProxy.parse(said.getFirst())) {
                    case Parsed.Ok<UpstreamProxy>(UpstreamProxy proxy) -> proxy;
                    case Parsed.Bad<UpstreamProxy>(List<Problem> found) -> {
                        problems.addAll(found);
                        yield null;
                    }
                };
    }

    private <T> T taken(Parsed<T> parsed, T otherwise) {
        problems.addAll(parsed.problems());
        return parsed instanceof Parsed.Ok<T>(T value) ? value : otherwise;
    }

    private GatewayConfig.@Nullable Server server(String text) {
        var matcher = SERVER.matcher(text);
        if (matcher.matches()) {
            String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            int port = number(matcher.group(3));
            if (port >= 1 && port <= 65535 && IpAddress.parse(address) instanceof Parsed.Ok<IpAddress>(IpAddress ip)) {
                return new GatewayConfig.Server(ip, port);
            }
        }
        complain("gateway-value-invalid", "upstream '" + text + "' is not ADDRESS:PORT");
        return null;
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
