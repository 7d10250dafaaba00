package dev.exeat.cli.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What is known of one sandbox.
 *
 * @param name its name
 * @param exeat the process that owns it
 * @param processes other processes of it by role ({@code gateway}, {@code jail}), in the order in which they started
 * @param started when it was started
 * @param profile its policy profile
 * @param command the program that runs in it, without its arguments: they may hold secrets
 * @param writable the folders that the program may write to
 * @param status how far it got
 */
public record SandboxState(
        SandboxName name,
        ProcessIdentity exeat,
        SequencedMap<String, ProcessIdentity> processes,
        Instant started,
        String profile,
        String command,
        List<Path> writable,
        Status status) {

    public SandboxState {
        writable = List.copyOf(writable);
    }

    /** A sandbox that this process starts now. */
    public static SandboxState starting(
            SandboxName name, String profile, List<String> commandLine, List<Path> writable) {
        return new SandboxState(
                name,
                ProcessIdentity.own(),
                new LinkedHashMap<>(),
                Instant.now(),
                profile,
                commandLine.isEmpty() ? "" : commandLine.getFirst(),
                writable,
                new Status.Running());
    }

    /** The same with one more process, if it still lives. */
    public SandboxState with(String role, long pid) {
        SequencedMap<String, ProcessIdentity> more = new LinkedHashMap<>(processes);
        ProcessIdentity.of(pid).ifPresent(process -> more.put(role, process));
        return new SandboxState(name, exeat, more, started, profile, command, writable, status);
    }

    /** The same with another status. */
    public SandboxState with(Status status) {
        return new SandboxState(name, exeat, processes, started, profile, command, writable, status);
    }

    /** Whether it runs and its owner is there to look after it. */
    public boolean alive() {
        return status instanceof Status.Running && exeat.alive();
    }

    /** Whether its owner went away without writing down an end: a kill -9 or a power cut. */
    public boolean abandoned() {
        return status instanceof Status.Running && !exeat.alive();
    }

    /** The state in one word and, for an end, its status: what {@code exeat ls} shows. */
    public String statusText() {
        return switch (status) {
            case Status.Running() -> abandoned() ? "abandoned" : "running";
            case Status.Ended(int exitStatus, Instant _) -> "ended " + exitStatus;
            case Status.Failed(String _, Instant _) -> "failed";
        };
    }

    /** As it is kept in {@code state.json}. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name.text());
        json.put("started", started.toString());
        json.put("profile", profile);
        json.put("command", command);
        json.put("writable", writable.stream().map(Path::toString).toList());
        json.put("exeat", exeat.toJson());
        Map<String, Object> others = new LinkedHashMap<>();
        processes.forEach((role, process) -> others.put(role, process.toJson()));
        json.put("processes", others);
        switch (status) {
            case Status.Running() -> json.put("status", "running");
            case Status.Ended(int exitStatus, Instant at) -> {
                json.put("status", "ended");
                json.put("exitStatus", exitStatus);
                json.put("ended", at.toString());
            }
            case Status.Failed(String why, Instant at) -> {
                json.put("status", "failed");
                json.put("why", why);
                json.put("ended", at.toString());
            }
        }
        return json;
    }

    /** What {@link #toJson()} wrote; anything else is an {@link IllegalArgumentException}. */
    static SandboxState ofJson(Map<String, Object> json) {
        SequencedMap<String, ProcessIdentity> processes = new LinkedHashMap<>();
        if (json.get("processes") instanceof Map<?, ?> others) {
            others.forEach(
                    (role, process) -> processes.put((String) role, ProcessIdentity.ofJson((Map<?, ?>) process)));
        }
        if (!(json.get("exeat") instanceof Map<?, ?> exeat)) {
            throw new IllegalArgumentException("'exeat' is missing");
        }
        return new SandboxState(
                SandboxName.parse(Fields.text(json, "name")).orElseThrow(),
                ProcessIdentity.ofJson(exeat),
                processes,
                Instant.parse(Fields.text(json, "started")),
                Fields.text(json, "profile"),
                Fields.text(json, "command"),
                paths(json),
                status(json));
    }

    private static List<Path> paths(Map<String, Object> json) {
        return json.get("writable") instanceof List<?> all
                ? all.stream().map(path -> Path.of((String) path)).toList()
                : List.of();
    }

    private static Status status(Map<String, Object> json) {
        String word = Fields.text(json, "status");
        return switch (word) {
            case "running" -> new Status.Running();
            case "ended" -> new Status.Ended((int) Fields.number(json, "exitStatus"), instant(json));
            case "failed" -> new Status.Failed(Fields.text(json, "why"), instant(json));
            default -> throw new IllegalArgumentException("'" + word + "' is no status");
        };
    }

    private static Instant instant(Map<String, Object> json) {
        return Instant.parse(Fields.text(json, "ended"));
    }
}
