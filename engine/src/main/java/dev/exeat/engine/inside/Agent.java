package dev.exeat.engine.inside;

import dev.exeat.engine.segment.CanaryTargets;
import dev.exeat.engine.segment.LoopbackSegment;
import dev.exeat.engine.segment.ProbeBattery;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.engine.segment.SegmentException;
import dev.exeat.engine.segment.SegmentWalls;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers orders from outside, one message each; an answer ends with {@code done} or {@code failed WHY}.
 *
 * <ul>
 *   <li>{@code program IPV6}: makes this namespace a loopback segment and sends its descriptors, each with its tag
 *   <li>{@code nonce HEX}, {@code allowed ADDRESS PORT}, {@code stream ADDRESS PORT}, {@code datagram ADDRESS PORT}: what the proof needs
 *   <li>{@code prove WORD}: makes all probes; each gives {@code result ID pass|fail DETAIL}
 *   <li>{@code look-up NAME}: asks for a name, likewise
 *   <li>{@code looks IPV6}: looks at interfaces and routes, likewise; needs no capability
 *   <li>{@code socket4}, {@code socket6}: sends an unconnected TCP socket, tagged so
 * </ul>
 */
final class Agent {
    private static final int DETAIL_BYTES = 160;

    private final FdChannel channel;
    private final List<InetSocketAddress> allowed = new ArrayList<>();
    private final List<InetSocketAddress> streams = new ArrayList<>();
    private final List<InetSocketAddress> datagrams = new ArrayList<>();
    private String nonce = "";
    private @Nullable LoopbackSegment segment;

    Agent(FdChannel channel) {
        this.channel = channel;
    }

    /** Obeys until the other end is closed. */
    void serve() {
        for (Optional<FdChannel.Message> order = channel.receive(); order.isPresent(); order = channel.receive()) {
            Descriptor unasked = order.get().descriptor();
            if (unasked != null) {
                unasked.close();
            }
            obey(order.get().tag());
        }
    }

    private void obey(String order) {
        try {
            String[] words = order.split(" ", 3);
            String value = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "program" -> program(Boolean.parseBoolean(value));
                case "nonce" -> nonce = value;
                case "allowed" -> allowed.add(address(value, words[2]));
                case "stream" -> streams.add(address(value, words[2]));
                case "datagram" -> datagrams.add(address(value, words[2]));
                case "prove" -> report(battery().run(new CanaryTargets(value, streams, datagrams)));
                case "look-up" ->
                    report(battery().runLookUps(List.of(HostName.parse(value).orElseThrow())));
                case "looks" -> report(ProbeBattery.looksHere(new SegmentWalls(true, Boolean.parseBoolean(value), "")));
                case "socket4" -> socket(words[0], Sockets.AF_INET);
                case "socket6" -> socket(words[0], Sockets.AF_INET6);
                default -> throw new IllegalArgumentException("'" + words[0] + "' is no order");
            }
            channel.send("done");
        } catch (SegmentException
                | SystemCallException
                | IllegalArgumentException
                | IllegalStateException
                | UnknownHostException failed) {
            channel.send("failed " + cut(String.valueOf(failed.getMessage())));
        }
    }

    private void program(boolean ipv6) {
        LoopbackSegment made = LoopbackSegment.here(new LoopbackSegment.Settings(ipv6, List.of()));
        made.descriptors().forEach(channel::send);
        made.handedOver();
        segment = made;
    }

    private ProbeBattery battery() {
        LoopbackSegment proved = segment;
        if (proved == null) {
            throw new IllegalStateException("there is no segment yet");
        }
        return ProbeBattery.of(proved, nonce, target -> !allowed.contains(target));
    }

    private void socket(String tag, int family) {
        try (Descriptor socket = Sockets.socket(family, Sockets.SOCK_STREAM, 0)) {
            channel.send(tag, socket);
        }
    }

    private void report(List<ProbeResult> results) {
        results.forEach(result ->
                channel.send("result " + result.id() + (result.passed() ? " pass " : " fail ") + cut(result.detail())));
    }

    private static InetSocketAddress address(String literal, String port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(literal), Integer.parseInt(port));
    }

    private static String cut(String text) {
        String line = text.replaceAll("[\\r\\n]", " ").replaceAll("[^ -~]", "?");
        return line.length() > DETAIL_BYTES ? line.substring(0, DETAIL_BYTES) : line;
    }
}
