package dev.exeat.gateway.dns;

import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Family;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about names that the policy lets out. Whether the name exists is the upstream's word; its addresses
 * are replaced by synthetic ones, its SRV and MX records are kept as far as their targets are allowed, and every other
 * type is said to be empty without asking anybody.
 */
record AllowedNames(Upstream upstream, SyntheticAddresses addresses, QuestionLog log, LabelBudget labels) {

    CompletableFuture<Answer> answer(Query query, HostName name, Policy policy, Decision decision) throws IOException {
        boolean address = query.type().equals(RecordType.A) || query.type().equals(RecordType.AAAA);
        boolean service = query.type().equals(RecordType.SRV) || query.type().equals(RecordType.MX);
        boolean exact = policy.namedExactly(name);
        if (!address && !(service && exact)) {
            // NODATA and not an error: musl and c-ares take an error for one type as the end of the whole look-up
            return now(prohibited(query, ResponseCode.NOERROR, DenyReason.TYPE_NOT_ALLOWED, decision.rule()));
        }
        if (isOurs(decision)) {
            log.record(name.ascii(), query.type(), decision);
            return now(address ? bound(query, name) : Answer.empty(ResponseCode.NOERROR));
        }
        Rule rule = decision.rule();
        if (rule != null && !exact && !labels.spend(rule, name)) {
            return now(prohibited(query, ResponseCode.REFUSED, DenyReason.LABEL_BUDGET, rule));
        }
        log.record(name.ascii(), query.type(), decision);
        return upstream.ask(name, query.type()).thenApply(found -> pass(query, name, policy, found));
    }

    private Answer pass(Query query, HostName name, Policy policy, Resolution found) {
        try {
            for (HostName alias : Resolution.aliases(found)) {
                Decision decision = policy.decideAlias(alias);
                if (!decision.allowed()) {
                    return Denials.deny(log, query, ResponseCode.NXDOMAIN, decision);
                }
            }
            return switch (found) {
                case Resolution.Addresses addressed -> bound(query, name);
                case Resolution.Services(List<ServiceTarget> targets, var via, var ttl) -> services(targets, policy);
                case Resolution.NoData none -> Answer.empty(ResponseCode.NOERROR);
                case Resolution.NoName none -> Answer.empty(ResponseCode.NXDOMAIN);
                case Resolution.Failed failed -> upstreamFailed(query, failed);
            };
        } catch (IOException journalFailed) {
            return Answer.empty(ResponseCode.SERVFAIL);
        }
    }

    private Answer bound(Query query, HostName name) throws IOException {
        Family family = query.type().equals(RecordType.A) ? Family.V4 : Family.V6;
        return switch (addresses.bind(name, family)) {
            case SyntheticAddresses.Binding.Bound(var address) ->
                Answer.of(List.of(new AnswerRecord.Address(address)), NameService.SYNTHETIC_TTL);
            case SyntheticAddresses.Binding.Exhausted exhausted ->
                prohibited(query, ResponseCode.SERVFAIL, DenyReason.POOL_EXHAUSTED, null);
            case SyntheticAddresses.Binding.NotJournalled failed ->
                prohibited(query, ResponseCode.SERVFAIL, DenyReason.JOURNAL_FAILED, null);
        };
    }

    private static Answer services(List<ServiceTarget> targets, Policy policy) {
        List<AnswerRecord> kept = targets.stream()
                .filter(service -> policy.decideQuestion(service.target()).allowed())
                .<AnswerRecord>map(AnswerRecord.Service::new)
                .toList();
        return Answer.of(kept, NameService.SYNTHETIC_TTL);
    }

    private Answer upstreamFailed(Query query, Resolution.Failed failed) throws IOException {
        int info = switch (failed.failure()) {
            case UNREACHABLE -> ExtendedError.NO_REACHABLE_AUTHORITY;
            case BAD_ANSWER -> ExtendedError.NETWORK_ERROR;
        };
        return Denials.deny(log, query, ResponseCode.SERVFAIL, info, Decision.deny(DenyReason.UPSTREAM_FAILED));
    }

    private Answer prohibited(Query query, ResponseCode code, DenyReason reason, @Nullable Rule rule)
            throws IOException {
        return Denials.deny(log, query, code, Decision.deny(reason, rule));
    }

    // the probe, the doors and the host's services are behind the gateway itself: no resolver knows them
    private static boolean isOurs(Decision decision) {
        Rule rule = decision.rule();
        return rule != null
                && switch (rule.effect()) {
                    case PROBE, DOOR, HOST_SERVICE -> true;
                    case ALLOW, ALLOW_PRIVATE, DENY -> false;
                };
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
