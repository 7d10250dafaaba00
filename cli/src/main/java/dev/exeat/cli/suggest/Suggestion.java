package dev.exeat.cli.suggest;

import dev.exeat.cli.logs.LogFeed;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.policy.HostName;
import dev.exeat.policy.PortSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy that covers what a sandbox used, and what it tried besides.
 *
 * @param sandbox its name
 * @param from the time of its journal's first line
 * @param until the time of its last
 * @param entries what {@code egress.allow} has to say, sorted
 * @param hostPorts the host's services that were used
 * @param lookedUp names that were allowed, looked up and never connected to, sorted
 * @param unanswered targets that were allowed and never answered, sorted
 * @param denied what was denied, and how often
 */
public record Suggestion(
        String sandbox,
        Instant from,
        Instant until,
        List<Entry> entries,
        PortSet hostPorts,
        List<HostName> lookedUp,
        List<String> unanswered,
        Map<Denial, Long> denied) {
    public Suggestion {
        entries = List.copyOf(entries);
        lookedUp = List.copyOf(lookedUp);
        unanswered = List.copyOf(unanswered);
        denied = Collections.unmodifiableMap(new TreeMap<>(denied));
    }

    /** Reads the journal of a sandbox as far as it is written; what the probes did is left out. */
    public static Suggestion of(SandboxDirectory sandbox) {
        JournalUse use = new JournalUse();
        new LogFeed(sandbox, line -> true, false).read(false, (line, text) -> {
            use.add(line);
            return true;
        });
        return use.suggestion(sandbox.name().text());
    }

    /** The text of a policy file; with or without what was denied, as comments. */
    public String text(boolean withDenied) {
        return new SuggestionText(this, withDenied).write();
    }

    /** How many items and ports the policy has. */
    public int size() {
        return entries.size() + hostPorts.ranges().size();
    }

    /** The same for a program; with or without what was denied. */
    public Map<String, Object> json(boolean withDenied) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sandbox", sandbox);
        json.put("from", from.toString());
        json.put("until", until.toString());
        json.put("profile", "strict");
        json.put("allow", entries.stream().map(Entry::json).toList());
        json.put("host", hostPorts.toString());
        json.put("lookedUp", lookedUp.stream().map(HostName::ascii).toList());
        json.put("unanswered", unanswered);
        if (withDenied) {
            List<Object> denials = new ArrayList<>();
            denied.forEach((denial, count) -> denials.add(json(denial, count)));
            json.put("denied", denials);
        }
        return json;
    }

    private static Map<String, Object> json(Denial denial, long count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", denial.subject());
        json.put("port", denial.port());
        json.put("reason", denial.reason());
        json.put("count", count);
        return json;
    }
}
