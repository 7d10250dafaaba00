package dev.exeat.gateway;

import dev.exeat.gateway.flow.UpstreamProxy;
import dev.exeat.policy.Family;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.EffectivePolicy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told before it serves: one {@code word value} line each. Files and values of rules are exactly what the user
 * wrote, and are parsed again here, so that the process that enforces them depends on nobody's reading but its own.
 *
 * @param directory where the journal and the address book are, absolute
 * @param sources what the policy is made of
 * @param upstreams the resolvers to ask, none for the system's
 * @param proxy by which the gateway's own connections go out, or null
 * @param nonce what a probe expects to hear, 1 to 64 hex digits
 * @param uid the user and group to become, or null to stay
 */
public record GatewayConfig(
        String sandbox,
        Path directory,
        PolicySources sources,
        List<Server> upstreams,
        @Nullable UpstreamProxy proxy,
        String nonce,
        @Nullable Integer uid) {
    /** The longest line of the control channel in bytes, its line feed included. */
    public static final int LINE_LIMIT = 8 * 1024;

    public GatewayConfig {
        upstreams = List.copyOf(upstreams);
    }

    /** A resolver's address and port. */
    public record Server(IpAddress address, int port) {
        /** {@code 192.0.2.53:53} or {@code [2001:db8::53]:53}. */
        @Override
        public String toString() {
            return address.family() == Family.V6 ? "[" + address + "]:" + port : address + ":" + port;
        }
    }

    /** The lines that {@link #parse} reads, without line feeds. */
    public List<String> render() {
        List<String> lines = new ArrayList<>();
        lines.add("sandbox " + sandbox);
        lines.add("directory " + directory);
        sources.files().forEach(file -> lines.addAll(DocumentLines.render(file)));
        PolicyFlags flags = sources.flags();
        if (flags.profile() != null) {
            lines.add("profile " + flags.profile().id());
        }
        flags.allow().forEach(value -> lines.add("allow " + value));
        flags.deny().forEach(value -> lines.add("deny " + value));
        flags.allowPrivate().forEach(value -> lines.add("allow-private " + value));
        flags.hostPorts().forEach(value -> lines.add("host-port " + value));
        upstreams.forEach(value -> lines.add("upstream " + value));
        if (proxy != null) {
            lines.add("upstream-proxy " + proxy.url());
        }
        lines.add("nonce " + nonce);
        if (uid != null) {
            lines.add("uid " + uid);
        }
        return lines;
    }

    /** Reads configuration lines; all problems are given at once. */
    public static Parsed<GatewayConfig> parse(List<String> lines) {
        return new GatewayConfigReader().read(lines);
    }

    /** The policy of these sources, or their problems. */
    public Parsed<EffectivePolicy> policy() {
        return sources.read();
    }

    /** The lines that give a running gateway another set of files; its flags stay. The last one has it read and adopt them. */
    public static List<String> change(List<PolicyFile> files, long number) {
        List<String> lines = new ArrayList<>();
        files.forEach(file -> lines.addAll(DocumentLines.render(file)));
        lines.add("adopt " + number);
        return lines;
    }

    static Problem problem(String id, String message) {
        return new Problem(id, message, "start the gateway with 'exeat run'");
    }
}
