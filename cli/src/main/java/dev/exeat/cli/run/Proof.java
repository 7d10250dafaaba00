package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.jail.LateSockets;
import dev.exeat.engine.segment.ProbeBattery;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.engine.segment.Segment;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The walls of one run: proved before the command starts, and looked at again while it runs. */
final class Proof {
    private final ProbeBattery battery;
    private final JailProcess jail;
    private final List<Path> opened;

    Proof(Segment segment, String nonce, Policy policy, JailProcess jail, JailPlan plan) {
        this.battery = ProbeBattery.of(
                segment,
                nonce,
                target -> !policy.decide(
                                Flow.to(IpAddress.of(target.getAddress().getAddress()), target.getPort()))
                        .allowed());
        this.jail = jail;
        this.opened = plan.sockets();
    }

    /** Goes on looking; see {@link WallWatch}. */
    WallWatch watch(Consumer<String> lost) {
        LateSockets sockets = new LateSockets(jail.pid(), opened);
        return new WallWatch(() -> broken(sockets), lost);
    }

    private String broken(LateSockets sockets) {
        List<Path> uncovered = sockets.cover();
        return uncovered.isEmpty()
                ? WallWatch.broken(battery.runLooks())
                : "the host's socket '" + uncovered.getFirst() + "' came in reach and cannot be covered";
    }

    /** Looks names up from inside the segment, one result for each. */
    List<ProbeResult> lookUps(List<HostName> names) {
        return battery.runLookUps(names);
    }

    /** Makes every probe. */
    List<ProbeResult> all() {
        List<ProbeResult> results = new ArrayList<>(battery.run());
        results.add(hostSockets());
        return results;
    }

    /**
     * Whether no Unix socket of the host can be reached from inside by its path, but those that were opened on purpose. One that
     * appeared after the jail was planned is covered first.
     */
    ProbeResult hostSockets() {
        List<Path> visible = new LateSockets(jail.pid(), opened).cover();
        return visible.isEmpty()
                ? new ProbeResult("host-sockets", true, "none is visible")
                : new ProbeResult("host-sockets", false, "visible inside: " + visible.getFirst());
    }

    /**
     * Makes every probe and hands each result on, so that it is in the journal.
     *
     * @return how many probes passed
     * @throws Failure if one did not: the command must not start
     */
    int require(String sandbox, Consumer<ProbeResult> journal) {
        return require(all(), sandbox, journal);
    }

    /** As {@link #require(String, Consumer)} for probes that were made. */
    static int require(List<ProbeResult> results, String sandbox, Consumer<ProbeResult> journal) {
        results.forEach(journal);
        List<ProbeResult> failed =
                results.stream().filter(result -> !result.passed()).toList();
        if (!failed.isEmpty()) {
            ProbeResult first = failed.getFirst();
            throw Failure.of(
                    "the command was not started: " + failed.size() + " of " + results.size() + " probes failed, '"
                            + first.id() + "': " + first.detail(),
                    "'exeat logs " + sandbox + "' has all of them, 'exeat doctor' checks the machine");
        }
        return results.size();
    }
}
