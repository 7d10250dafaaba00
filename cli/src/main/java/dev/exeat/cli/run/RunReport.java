package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.json.JsonText;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run says about itself on standard error: one line when it starts, one when it ends, as text or as JSON. */
final class RunReport {
    private static final int SHOWN_DENIALS = 3;
    private static final Set<String> HOST_NAMES = Set.of("host.exeat.internal", "host.docker.internal");

    private final Console console;
    private final String sandbox;
    private final boolean quiet;
    private final boolean json;

    RunReport(Console console, String sandbox, boolean quiet, boolean json) {
        this.console = console;
        this.sandbox = sandbox;
        this.quiet = quiet;
        this.json = json;
    }

    /**
     * The line at the start.
     *
     * @param profile the profile's name
     * @param names how many rules allow something
     * @param probes how many probes passed
     * @param proven how long it took from the first step to the proof
     * @param notes what is open besides, one sentence each
     */
    void started(String profile, int names, int probes, Duration proven, List<String> notes) {
        if (quiet) {
            return;
        }
        if (json) {
            Map<String, Object> line = line("started");
            line.put("profile", profile);
            line.put("allowed", names);
            line.put("probes", probes);
            line.put("provenMillis", proven.toMillis());
            line.put("notes", notes);
            print(line);
            return;
        }
        console.say("sandbox '" + sandbox + "': " + held(profile, names) + ", walls proven in " + proven.toMillis()
                + " ms");
        notes.forEach(note -> console.note(note));
    }

    private static String held(String profile, int names) {
        return switch (profile) {
            case "airgapped" -> "airgapped, no network";
            case "permissive" -> "PERMISSIVE, everything public but denies is allowed";
            case "learn" ->
                "LEARNING, everything public but denies is allowed and recorded; 'exeat policy suggest' makes a policy of it";
            default -> profile + ", " + counted(names, "target") + " allowed";
        };
    }

    /** The line at the end. */
    void ended(int status, Summary summary) {
        if (quiet) {
            return;
        }
        if (json) {
            Map<String, Object> line = line("ended");
            line.put("exitStatus", status);
            line.put("counted", summary.known());
            line.put("allowed", summary.allowed());
            line.put("denied", summary.denied());
            line.put(
                    "denials", summary.denials().stream().map(RunReport::fields).toList());
            line.put(
                    "troubles",
                    summary.troubles().stream().map(RunReport::fields).toList());
            line.put("unrecorded", summary.unrecorded().records());
            line.put("unrecordedWhy", summary.unrecorded().why());
            print(line);
            return;
        }
        console.say(
                summary.known()
                        ? sentence(summary)
                        : "the gateway was gone before the end; see 'exeat logs " + sandbox + "'");
        summary.troubles().forEach(trouble -> console.say(sentence(trouble)));
        if (summary.unrecorded().records() > 0) {
            console.say(sentence(summary.unrecorded()));
        }
    }

    /** Which server did not do what, and where another one is named. */
    static String sentence(Summary.Trouble trouble) {
        String times = trouble.failed() + " of " + trouble.asked() + " ";
        return trouble.kind().equals("proxy")
                ? "the upstream proxy " + trouble.server() + " failed for " + times + "connections (" + trouble.why()
                        + "); --upstream-proxy names another"
                : "the resolver " + trouble.server() + " did not answer " + times + "questions (" + trouble.why()
                        + "); --dns-upstream names another";
    }

    private static String sentence(Summary.Unrecorded unrecorded) {
        return counted(unrecorded.records(), "record") + " of this run "
                + (unrecorded.records() == 1 ? "is" : "are") + " not in the journal, which could not be written: "
                + unrecorded.why();
    }

    /** The summary as one sentence, with the flags that would let through what was refused. */
    static String sentence(Summary summary) {
        String counts = counted(summary.allowed(), "connection") + " allowed, " + summary.denied() + " denied";
        if (summary.denials().isEmpty()) {
            return counts;
        }
        // one target may be denied for several reasons
        Map<String, Long> targets = new LinkedHashMap<>();
        summary.denials().forEach(denial -> targets.merge(denial.target(), denial.count(), Long::sum));
        List<String> shown = targets.entrySet().stream()
                .limit(SHOWN_DENIALS)
                .map(target -> target.getKey() + (target.getValue() > 1 ? " x" + target.getValue() : ""))
                .toList();
        int more = targets.size() - shown.size();
        String list = String.join(", ", shown) + (more > 0 ? ", and " + more + " more" : "");
        String fix = remedies(summary);
        return counts + " (" + list + ")" + (fix.isEmpty() ? "" : "; to allow: " + fix);
    }

    /** A flag and the value that would have let a denied target through. */
    private record Remedy(String flag, String value) {}

    private static String remedies(Summary summary) {
        Map<String, Set<String>> flags = new LinkedHashMap<>();
        summary.denials().stream()
                .map(RunReport::remedy)
                .filter(remedy -> !remedy.value().isEmpty())
                .distinct()
                .limit(SHOWN_DENIALS)
                .forEach(remedy -> flags.computeIfAbsent(remedy.flag(), flag -> new LinkedHashSet<>())
                        .add(remedy.value()));
        return flags.entrySet().stream()
                .map(flag -> flag.getKey() + " " + String.join(",", flag.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** What would open it; an empty value where no flag does, such as for UDP or the floor. */
    private static Remedy remedy(Summary.Denial denial) {
        if (HOST_NAMES.contains(denial.host())) {
            return new Remedy("--host-port", denial.port());
        }
        return switch (denial.reason()) {
            case "not-allowed", "port-not-allowed" -> new Remedy("--allow", web(denial));
            case "literal-address" -> new Remedy("--allow", denial.target());
            case "content-unknown", "content-late" -> new Remedy("--allow", "tcp://" + denial.target());
            // a literal address is opened by a rule for it, a name by one that says it may be private
            case "special-purpose-address" ->
                IpAddress.parse(denial.host()).isOk()
                        ? new Remedy("--allow", denial.target())
                        : new Remedy("--allow-private", web(denial));
            default -> new Remedy("", "");
        };
    }

    private static String web(Summary.Denial denial) {
        return switch (denial.port()) {
            case "", "80", "443" -> denial.host();
            // what is spoken there is not known yet: these ports are for other protocols than TLS and HTTP
            case "21", "22", "23", "25", "110", "143", "389", "587", "1433", "3306", "5432", "6379", "9418", "27017" ->
                "tcp://" + denial.target();
            default -> denial.target();
        };
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private Map<String, Object> line(String event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.put("sandbox", sandbox);
        return line;
    }

    private static Map<String, Object> fields(Summary.Denial denial) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", denial.target());
        fields.put("count", denial.count());
        fields.put("reason", denial.reason());
        return fields;
    }

    private static Map<String, Object> fields(Summary.Trouble trouble) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", trouble.kind());
        fields.put("server", trouble.server());
        fields.put("failed", trouble.failed());
        fields.put("asked", trouble.asked());
        fields.put("why", trouble.why());
        return fields;
    }

    private void print(Map<String, Object> line) {
        console.err().println(JsonText.of(line));
        console.err().flush();
    }
}
