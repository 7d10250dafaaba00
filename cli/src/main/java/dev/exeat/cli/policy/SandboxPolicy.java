package dev.exeat.cli.policy;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.json.JsonReader;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Profile;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import dev.exeat.policy.file.PolicyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policy of one sandbox on disk: {@code policy.yaml}, which its owner may change while it runs; {@code flags.json}, the flags of the
 * run, which stay in force on top; {@code policy.json}, what became of the last change. The workload cannot see any of them.
 */
public final class SandboxPolicy {
    /** The file's name, as messages call it. */
    public static final String NAME = "policy.yaml";

    private static final String FLAGS = "flags.json";
    private static final String OUTCOME = "policy.json";
    private static final int LONGEST_JSON = 1 << 22;

    private final SandboxDirectory directory;

    public SandboxPolicy(SandboxDirectory directory) {
        this.directory = directory;
    }

    /**
     * What became of a change.
     *
     * @param sha256 of the text, as {@link PolicyFile#sha256} has it
     * @param taken whether the gateway decides by it
     * @param problem why it was not taken; empty when it was
     */
    public record Outcome(String sha256, boolean taken, String problem) {}

    /** The sandbox's name. */
    public String sandbox() {
        return directory.name().text();
    }

    /** Where {@code policy.yaml} is. */
    public Path file() {
        return directory.path().resolve(NAME);
    }

    /** Writes down what a run begins with. */
    public void begin(CheckedPolicy policy) {
        PolicyFile text = new PolicyFile(NAME, text(policy));
        directory.writeWhole(FLAGS, JsonText.of(json(policy.sources().flags())) + "\n");
        store(text);
        settled(new Outcome(text.sha256(), true, ""));
    }

    /** One file as it was given; several as one document that says the same. */
    private static String text(CheckedPolicy policy) {
        List<PolicyFile> files = policy.sources().files();
        return files.size() == 1
                ? files.getFirst().text()
                : PolicyWriter.write(policy.effective().documents());
    }

    /** Puts another text in its place, at once and whole. */
    public void store(PolicyFile text) {
        directory.writeWhole(NAME, text.text());
    }

    /** Reads {@code policy.yaml}. */
    public Parsed<PolicyFile> read() {
        return PolicyFiles.read(NAME, file());
    }

    /** Writes down what became of a change. */
    public void settled(Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sha256", outcome.sha256());
        json.put("taken", outcome.taken());
        json.put("problem", outcome.problem());
        directory.writeWhole(OUTCOME, JsonText.of(json) + "\n");
    }

    /** What became of the last change; empty when that cannot be read. */
    public Optional<Outcome> outcome() {
        try {
            Map<String, Object> json = object(OUTCOME);
            return Optional.of(new Outcome(
                    (String) json.getOrDefault("sha256", ""), Boolean.TRUE.equals(json.get("taken")), (String)
                            json.getOrDefault("problem", "")));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** The sources of the policy that the sandbox has. */
    public Parsed<PolicySources> sources() {
        return read().map(text -> new PolicySources(List.of(text), flags()));
    }

    /** The flags of the run. */
    public PolicyFlags flags() {
        try {
            Map<String, Object> json = object(FLAGS);
            Profile profile = json.get("profile") instanceof String named ? profile(named) : null;
            return new PolicyFlags(
                    profile,
                    texts(json, "allow"),
                    texts(json, "deny"),
                    texts(json, "allowPrivate"),
                    texts(json, "hostPorts"));
        } catch (IOException | RuntimeException e) {
            throw Failure.of(
                    "the policy of '" + directory.name() + "' cannot be read: " + e.getMessage(),
                    "it was run by another version of exeat, or its folder was changed",
                    e);
        }
    }

    /** Also the one of a run to learn by, which no user writes. */
    private static Profile profile(String id) {
        Profile known = Profile.ofId(id);
        return known == null ? Profile.parse(id).orElseThrow() : known;
    }

    private Map<String, Object> object(String name) throws IOException {
        Path file = directory.path().resolve(name);
        if (Files.size(file) > LONGEST_JSON) {
            throw new IOException(file + " is too large");
        }
        return JsonReader.object(Files.readString(file));
    }

    private static Map<String, Object> json(PolicyFlags flags) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (flags.profile() != null) {
            json.put("profile", flags.profile().id());
        }
        json.put("allow", flags.allow());
        json.put("deny", flags.deny());
        json.put("allowPrivate", flags.allowPrivate());
        json.put("hostPorts", flags.hostPorts());
        return json;
    }

    private static List<String> texts(Map<String, Object> json, String key) {
        return json.get(key) instanceof List<?> items
                ? items.stream().map(String.class::cast).toList()
                : List.of();
    }
}
