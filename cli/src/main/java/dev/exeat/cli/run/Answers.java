package dev.exeat.cli.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Answers of the gateway to numbered orders. Safe for threads. */
final class Answers {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** An order that is about to be given. */
    record Awaited(long number, CompletableFuture<String> text) {
        /** What the gateway says; empty for yes. */
        String within(Duration limit) {
            try {
                return text.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "interrupted";
            } catch (ExecutionException | TimeoutException silent) {
                return "the gateway said nothing within " + limit.toSeconds() + " s";
            }
        }
    }

    /** Begins to wait for an answer. */
    Awaited await() {
        Awaited awaited = new Awaited(numbers.incrementAndGet(), new CompletableFuture<>());
        open.put(awaited.number(), awaited.text());
        if (ended) {
            end();
        }
        return awaited;
    }

    /** Takes {@code NUMBER} or {@code NUMBER TEXT}; an answer that nobody waits for is passed over. */
    void take(String answer) {
        String[] words = answer.split(" ", 2);
        CompletableFuture<String> text = words[0].matches("[0-9]{1,18}") ? open.remove(Long.parseLong(words[0])) : null;
        if (text != null) {
            text.complete(words.length > 1 ? words[1] : "");
        }
    }

    /** No answer will come any more. */
    void end() {
        ended = true;
        open.values().forEach(text -> text.complete("the gateway is gone"));
        open.clear();
    }
}
