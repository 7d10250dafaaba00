package dev.exeat.container;

import dev.exeat.engine.segment.CanaryTargets;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Family;
import dev.exeat.policy.HostName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What this process asks of {@link dev.exeat.engine.inside.AgentMain}, which sits in a sandbox's network namespace; one order at a time.
 * Blocks; safe for threads.
 */
public final class SegmentAgent implements AutoCloseable {
    private final FdChannel channel;

    /** Over the connection of an agent, which is owned from now on. */
    public SegmentAgent(FdChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the namespace a loopback segment.
     *
     * @return its descriptors by tag, for the gateway; the caller's to close
     */
    public Map<String, Descriptor> program(boolean ipv6) {
        Map<String, Descriptor> descriptors = new LinkedHashMap<>();
        order("program " + ipv6, message -> descriptors.put(message.tag(), message.required()));
        return descriptors;
    }

    /**
     * Makes all probes.
     *
     * @param nonce what the gateway answers to the probe
     * @param canary where the host listens
     * @param allowed which of the literal candidates the policy lets through, so that they prove nothing
     */
    public List<ProbeResult> prove(String nonce, CanaryTargets canary, List<InetSocketAddress> allowed) {
        order("nonce " + nonce, SegmentAgent::unexpected);
        allowed.forEach(target -> order("allowed " + text(target), SegmentAgent::unexpected));
        canary.streams().forEach(target -> order("stream " + text(target), SegmentAgent::unexpected));
        canary.datagrams().forEach(target -> order("datagram " + text(target), SegmentAgent::unexpected));
        return results("prove " + canary.word());
    }

    /** Looks names up; one result each. */
    public List<ProbeResult> lookUps(List<HostName> names) {
        List<ProbeResult> results = new ArrayList<>();
        names.forEach(name -> results.addAll(results("look-up " + name)));
        return results;
    }

    /** Looks at interfaces and routes. */
    public List<ProbeResult> looks(boolean ipv6) {
        return results("looks " + ipv6);
    }

    /** An unconnected TCP socket in the namespace; the caller's to close. */
    public Descriptor socket(Family family) {
        List<Descriptor> sockets = new ArrayList<>();
        order(family == Family.V4 ? "socket4" : "socket6", message -> sockets.add(message.required()));
        return sockets.getFirst();
    }

    private List<ProbeResult> results(String order) {
        List<ProbeResult> results = new ArrayList<>();
        order(order, message -> {
            String[] words = message.tag().split(" ", 4);
            if (words.length < 3 || !words[0].equals("result")) {
                throw new EngineException("the agent said '" + message.tag() + "'", "");
            }
            results.add(new ProbeResult(words[1], words[2].equals("pass"), words.length > 3 ? words[3] : ""));
        });
        return results;
    }

    private synchronized void order(String order, Consumer<FdChannel.Message> answers) {
        try {
            channel.send(order);
            for (FdChannel.Message answer = next(); !answer.tag().equals("done"); answer = next()) {
                if (answer.tag().startsWith("failed ")) {
                    throw new EngineException(answer.tag().substring("failed ".length()), "");
                }
                answers.accept(answer);
            }
        } catch (SystemCallException | IllegalStateException gone) {
            throw new EngineException("the agent in the sandbox's network is gone: " + gone.getMessage(), "");
        }
    }

    private FdChannel.Message next() {
        Optional<FdChannel.Message> answer = channel.receive();
        return answer.orElseThrow(() -> new EngineException("the agent in the sandbox's network is gone", ""));
    }

    private static void unexpected(FdChannel.Message message) {
        throw new EngineException("the agent said '" + message.tag() + "'", "");
    }

    private static String text(InetSocketAddress target) {
        String address = target.getAddress().getHostAddress();
        int scope = address.indexOf('%');
        return (scope < 0 ? address : address.substring(0, scope)) + " " + target.getPort();
    }

    /** Closes the connection, which ends the agent. */
    @Override
    public void close() {
        channel.close();
    }
}
