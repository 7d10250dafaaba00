package dev.exeat.gateway.dns;

import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Rule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's resolver: takes the bytes of a query, decides, writes the decision down, acts on it and gives the bytes of
 * the answer. A denied question never goes further than this class; of an allowed one only the name goes on. Does no
 * input or output of its own. May be called from any thread.
 */
public final class NameService {
    /** Short, so that a name that goes away upstream goes away in the sandbox too. */
    static final Duration SYNTHETIC_TTL = Duration.ofSeconds(30);

    private static final Duration LOCAL_TTL = Duration.ofSeconds(60);

    private final Supplier<Policy> policy;
    private final BooleanSupplier guarded;
    private final QuestionLog log;
    private final RateWindow queries;
    private final RateWindow repeats;
    private final SyntheticAddresses addresses;
    private final LocalNames localNames;
    private final AllowedNames allowedNames;

    /**
     * Makes a resolver.
     *
     * @param policy the policy of this moment
     * @param guarded whether the process that guards the walls gave a sign of life lately; while it doesn't, everything
     *     is denied
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public NameService(
            Supplier<Policy> policy,
            BooleanSupplier guarded,
            Upstream upstream,
            SyntheticAddresses addresses,
            QuestionLog log,
            QuestionLimits limits,
            LongSupplier nanoTime) {
        this.policy = policy;
        this.guarded = guarded;
        this.log = log;
        this.queries = new RateWindow(limits.queriesPerMinute(), Duration.ofMinutes(1), nanoTime);
        this.repeats = new RateWindow(limits.repeatsPerMinute(), Duration.ofMinutes(1), nanoTime);
        this.addresses = addresses;
        this.localNames = new LocalNames(addresses);
        this.allowedNames =
                new AllowedNames(upstream, addresses, log, new LabelBudget(limits.labelsPerMinute(), nanoTime));
    }

    /**
     * Answers one message.
     *
     * @return the answer's bytes, or empty when there is to be none; never completes exceptionally
     */
    public CompletableFuture<Optional<byte[]>> answer(byte[] message, Transport transport) {
        QueryParse parsed = QueryParse.of(message);
        boolean within = isRepeat(parsed) ? repeats.take() : queries.take();
        return switch (parsed) {
            case QueryParse.Ignored ignored -> CompletableFuture.completedFuture(Optional.empty());
            case QueryParse.Rejected rejected ->
                CompletableFuture.completedFuture(
                        within ? Optional.of(AnswerEncoder.encode(rejected)) : Optional.empty());
            case QueryParse.Asked(Query query) ->
                decide(query, within)
                        .exceptionally(failure -> Answer.empty(ResponseCode.SERVFAIL))
                        .thenApply(answer -> Optional.of(AnswerEncoder.encode(query, answer, limit(query, transport))));
        };
    }

    /**
     * Look-ups for connections that no question went before, such as those of a proxy's client: a new name under a wildcard costs there
     * what a question for it costs here, out of the same budget, and is recorded before it leaves.
     */
    public Upstream budgeted(Upstream upstream) {
        return (name, type) -> {
            DenyReason why = whyNotLeave(name, type);
            return why == null
                    ? upstream.ask(name, type)
                    : CompletableFuture.completedFuture(
                            new Resolution.Failed(Resolution.Failure.UNREACHABLE, "not asked: " + why));
        };
    }

    private @Nullable DenyReason whyNotLeave(HostName name, RecordType type) {
        Policy current = policy.get();
        Decision decision = current.decideQuestion(name);
        if (!decision.allowed()) {
            // it was allowed when the connection was
            return DenyReason.NOT_ALLOWED;
        }
        Rule rule = decision.rule();
        if (rule == null || current.namedExactly(name) || addresses.isBound(name)) {
            return null;
        }
        if (!allowedNames.labels().spend(rule, name)) {
            return DenyReason.LABEL_BUDGET;
        }
        try {
            log.record(name.ascii(), type, decision);
            return null;
        } catch (IOException journalFailed) {
            return DenyReason.JOURNAL_FAILED;
        }
    }

    private boolean isRepeat(QueryParse parsed) {
        if (!(parsed instanceof QueryParse.Asked(Query query))) {
            return false;
        }
        HostName name = query.name().hostName();
        return name != null && addresses.isBound(name);
    }

    private static int limit(Query query, Transport transport) {
        return switch (transport) {
            case UDP -> query.udpSize();
            case TCP -> AnswerEncoder.MAX_TCP_OCTETS;
        };
    }

    private CompletableFuture<Answer> decide(Query query, boolean within) {
        try {
            return within
                    ? decide(query)
                    : now(Denials.deny(log, query, ResponseCode.REFUSED, Decision.deny(DenyReason.QUERY_LIMIT)));
        } catch (IOException journalFailed) {
            return now(Answer.empty(ResponseCode.SERVFAIL));
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }

    private CompletableFuture<Answer> decide(Query query) throws IOException {
        if (!guarded.getAsBoolean()) {
            return now(Denials.deny(log, query, ResponseCode.SERVFAIL, Decision.deny(DenyReason.NO_HEARTBEAT)));
        }
        HostName name = query.name().hostName();
        if (name == null) {
            return now(Denials.deny(log, query, ResponseCode.REFUSED, Decision.deny(DenyReason.NAME_INVALID)));
        }
        if (LocalNames.isLocalHost(name)) {
            log.record(name.ascii(), query.type(), Decision.allow(null));
            return now(Answer.of(LocalNames.localHost(query.type()), LOCAL_TTL));
        }
        IpAddress reversed = query.type().equals(RecordType.PTR) ? ReverseName.address(name) : null;
        return reversed == null ? decideByPolicy(query, name) : now(reverse(query, name, reversed));
    }

    private CompletableFuture<Answer> decideByPolicy(Query query, HostName name) throws IOException {
        Policy current = policy.get();
        Decision decision = current.decideQuestion(name);
        return decision.allowed()
                ? allowedNames.answer(query, name, current, decision)
                : now(Denials.deny(log, query, ResponseCode.NXDOMAIN, decision));
    }

    private Answer reverse(Query query, HostName name, IpAddress address) throws IOException {
        HostName found = localNames.nameOf(address);
        if (found == null) {
            return Denials.deny(log, query, ResponseCode.NXDOMAIN, Decision.deny(DenyReason.UNKNOWN_ADDRESS));
        }
        log.record(name.ascii(), query.type(), Decision.allow(null));
        return Answer.of(List.of(new AnswerRecord.Pointer(found)), LOCAL_TTL);
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
