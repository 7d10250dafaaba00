package dev.exeat.gateway.flow;

import dev.exeat.gateway.dns.Resolution;
import dev.exeat.gateway.dns.Upstream;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the addresses of an allowed flow's target, at the time of the dial and by the gateway's own look-up, and has them
 * screened as one set: of the aliases on the way none may be denied, of the addresses none may be refused.
 */
final class TargetAddresses {
    /** The host's own services; the only way to them, and the policy has named the port. */
    private static final List<IpAddress> HOST_LOOPBACK = List.of(IpAddress.v4(0x7f000001), IpAddress.v6(0, 1));

    private final Upstream upstream;
    private final FlowJudge judge;

    TargetAddresses(Upstream upstream, FlowJudge judge) {
        this.upstream = upstream;
        this.judge = judge;
    }

    /** The screened addresses of {@code flow}, which {@code allowed} allows. */
    CompletableFuture<Resolved> of(Flow flow, Decision allowed) {
        return switch (flow.target()) {
            case Target.Literal(IpAddress address) ->
                CompletableFuture.completedFuture(screen(flow, allowed, List.of(address)));
            case Target.Name(HostName name)
            when ReservedNames.isHost(name) -> CompletableFuture.completedFuture(screen(flow, allowed, HOST_LOOPBACK));
            // answered by the gateway itself, and never looked up
            case Target.Name(HostName name)
            when ReservedNames.PROBE.equals(name) || ReservedNames.PROXY.equals(name) ->
                CompletableFuture.completedFuture(refused(DenyReason.SPECIAL_NAME, "not by a proxy"));
            case Target.Name(HostName name) -> lookUp(flow, name, allowed);
        };
    }

    private CompletableFuture<Resolved> lookUp(Flow flow, HostName name, Decision allowed) {
        return upstream.resolve(name).thenApply(resolution -> judge(flow, allowed, resolution));
    }

    private Resolved judge(Flow flow, Decision allowed, Resolution resolution) {
        for (HostName alias : Resolution.aliases(resolution)) {
            Decision decision = judge.decideAlias(alias, flow.port());
            if (!decision.allowed()) {
                return new Resolved.Refused(decision, List.of(), "alias '" + alias + "'");
            }
        }
        return switch (resolution) {
            case Resolution.Addresses found -> screen(flow, allowed, found.addresses());
            case Resolution.Failed failed -> refused(DenyReason.UPSTREAM_FAILED, failed.detail());
            case Resolution.NoName none -> refused(DenyReason.NO_ADDRESS, "no such name");
            case Resolution.NoData none -> refused(DenyReason.NO_ADDRESS, "");
            case Resolution.Services none -> refused(DenyReason.NO_ADDRESS, "");
        };
    }

    private Resolved screen(Flow flow, Decision allowed, List<IpAddress> addresses) {
        Decision decision = judge.screen(flow, allowed, addresses);
        return decision.allowed() ? new Resolved.Screened(addresses) : new Resolved.Refused(decision, addresses, "");
    }

    private static Resolved refused(DenyReason reason, String detail) {
        return new Resolved.Refused(Decision.deny(reason), List.of(), detail);
    }
}
