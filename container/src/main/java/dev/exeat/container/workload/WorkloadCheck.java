package dev.exeat.container.workload;

import dev.exeat.container.EngineKind;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options of one workload and collects what is wrong with them. */
final class WorkloadCheck {
    /** No leading hyphen, which would make a flag of it; what else a name may be, the engine knows. */
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@+-]{0,1023}");

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?");
    private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,11}(\\.[0-9]{1,3})?[bkmgBKMG]?");
    private static final Pattern CPUS = Pattern.compile("([1-9][0-9]{0,3}|0)(\\.[0-9]{1,3})?");
    private static final Pattern NOTHING = Pattern.compile("[0.]*");
    private static final Pattern PIDS = Pattern.compile("[1-9][0-9]{0,6}");

    private final WorkloadOptions options;
    private final EngineKind engine;
    private final HostView host;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    WorkloadCheck(WorkloadOptions options, EngineKind engine, HostView host) {
        this.options = options;
        this.engine = engine;
        this.host = host;
    }

    /** What is to be run, or every problem. */
    Parsed<WorkloadSpec> spec() {
        Hardening harden = hardening();
        image();
        user(harden);
        workdir();
        Environment environment = environment();
        Set<String> capabilities = capabilities(harden);
        WorkloadSpec.Limits limits = limits(harden);
        List<String> engineArgs = engineArgs();
        VolumeCheck volumes = new VolumeCheck(host, problems).check(options.volumes(), options.sockets());
        notes.addAll(volumes.notes());
        return problems.isEmpty()
                ? Parsed.ok(new WorkloadSpec(
                        options.sandbox(),
                        options.image(),
                        options.command(),
                        options.entrypoint(),
                        environment,
                        options.user(),
                        options.workdir(),
                        volumes.mounts(),
                        limits,
                        options.readOnly() || harden.readOnly(),
                        capabilities,
                        harden,
                        engineArgs,
                        engine == EngineKind.DOCKER || host.podmanInit(),
                        options.streams(),
                        options.labels(),
                        volumes.opened(),
                        volumes.protections(),
                        notes))
                : Parsed.bad(problems);
    }

    private Hardening hardening() {
        @Nullable Hardening chosen = Hardening.of(options.harden());
        if (chosen == null) {
            problem(
                    "harden-unknown",
                    "--harden " + Quoted.of(options.harden()) + " is not known",
                    "write 'default' or 'strict'");
        }
        return Objects.requireNonNullElse(chosen, Hardening.DEFAULT);
    }

    private void image() {
        if (!IMAGE.matcher(options.image()).matches()) {
            problem(
                    "image-form",
                    Quoted.of(options.image()) + " is not the name of an image",
                    "write it as the engine does, for example 'debian:12'");
        }
        if (options.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)
                || (options.entrypoint() != null && options.entrypoint().indexOf('\0') >= 0)) {
            problem("command-form", "the command has a null character in it", "leave it out");
        }
    }

    private void user(Hardening harden) {
        @Nullable String user = options.user();
        if (user == null) {
            return;
        }
        if (!USER.matcher(user).matches()) {
            problem(
                    "user-form",
                    "--user " + Quoted.of(user) + " is not a user",
                    "write USER or USER:GROUP, names or numbers");
        } else if (harden == Hardening.STRICT && Hardening.isRoot(user)) {
            problem(
                    "user-strict",
                    "--user " + Quoted.of(user) + " and --harden strict say different things",
                    "name another user, or leave one of them out");
        }
    }

    private void workdir() {
        @Nullable String workdir = options.workdir();
        if (workdir != null && (!workdir.startsWith("/") || workdir.indexOf('\0') >= 0)) {
            problem(
                    "container-workdir",
                    "--workdir " + Quoted.of(workdir) + " is not an absolute path inside the container",
                    "write it from '/' on");
        }
    }

    private Environment environment() {
        EnvironmentReader reader = new EnvironmentReader(host.environment(), problems);
        options.envFiles().forEach(file -> reader.file(host.directory(), file));
        options.env().forEach(reader::option);
        return new Environment(options.variables()).with(reader.values());
    }

    private Set<String> capabilities(Hardening harden) {
        Set<String> names = new LinkedHashSet<>(harden.capabilities());
        for (String text : options.capAdd()) {
            Parsed<String> parsed = CapabilityRules.parse(text);
            problems.addAll(parsed.problems());
            if (parsed instanceof Parsed.Ok<String>(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    private WorkloadSpec.Limits limits(Hardening harden) {
        WorkloadOptions.Limits asked = options.limits();
        @Nullable String memory = asked.memory();
        if (memory != null && !MEMORY.matcher(memory).matches()) {
            problem(
                    "memory-form",
                    "--memory " + Quoted.of(memory) + " is not an amount of memory",
                    "write a number with 'k', 'm' or 'g', for example '512m'");
        }
        @Nullable String cpus = asked.cpus();
        if (cpus != null
                && (!CPUS.matcher(cpus).matches() || NOTHING.matcher(cpus).matches())) {
            problem(
                    "cpus-form",
                    "--cpus " + Quoted.of(cpus) + " is not a number of processors",
                    "write a number above 0, for example '1.5'");
        }
        @Nullable String pids = asked.pids();
        boolean counted = pids == null || PIDS.matcher(pids).matches();
        if (!counted) {
            problem(
                    "pids-limit-form",
                    "--pids-limit " + Quoted.of(String.valueOf(pids)) + " is not a number of processes",
                    "write a number from 1 to 9999999; there is no run without a limit");
        }
        return new WorkloadSpec.Limits(
                memory == null ? harden.memory() : memory,
                cpus == null ? harden.cpus(host.processors()) : cpus,
                pids == null || !counted ? harden.pidsLimit() : Integer.parseInt(pids));
    }

    private List<String> engineArgs() {
        List<String> taken = new ArrayList<>();
        for (String argument : options.engineArgs()) {
            Parsed<String> parsed = EngineArguments.parse(argument, engine);
            problems.addAll(parsed.problems());
            if (parsed instanceof Parsed.Ok<String>(String harmless)) {
                taken.add(harmless);
                @Nullable String note = EngineArguments.note(harmless);
                if (note != null) {
                    notes.add(note);
                }
            }
        }
        return taken;
    }

    private void problem(String id, String message, String fix) {
        problems.add(new Problem(id, message, fix));
    }
}
