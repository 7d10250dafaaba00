package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.exeat.e2e.Commands.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The launcher as one caller uses it, in the client's namespace, with a home and a working directory of its own. */
final class Exeat {
    private static final Path LAUNCHER = Path.of(System.getProperty("exeat.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("exeat");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private static @Nullable Outcome built;

    private final Servers servers;
    private final Caller caller;
    private final Path folder;
    private final List<String> variables;

    private Exeat(Servers servers, Caller caller, Path folder, List<String> variables) {
        this.servers = servers;
        this.caller = caller;
        this.folder = folder;
        this.variables = variables;
    }

    /** A caller with an empty home; the working directory has what the clients need: CA, keys, programs. */
    static Exeat of(Servers servers, Caller caller) {
        built();
        return withoutBuild(servers, caller);
    }

    /** The caller whose engine this is, with the environment that names it. */
    static Exeat of(Servers servers, TestEngine engine) {
        return of(servers, engine, engine.caller());
    }

    /** Somebody else with the environment that names this engine. */
    static Exeat of(Servers servers, TestEngine engine, Caller caller) {
        built();
        return create(servers, caller, engine.variables());
    }

    /** The same for tests that do not start the launcher. */
    static Exeat withoutBuild(Servers servers, Caller caller) {
        return create(servers, caller, List.of());
    }

    private static Exeat create(Servers servers, Caller caller, List<String> variables) {
        String name = caller.name().toLowerCase(Locale.ROOT) + COUNTER.incrementAndGet();
        Path folder = caller.folder(servers.world().folder(), name);
        caller.folder(folder, "home");
        caller.folder(folder, "work");
        var exeat = new Exeat(servers, caller, folder, variables);
        exeat.give(servers.certificates().authority());
        exeat.give(servers.certificates().javaAuthority());
        exeat.give(servers.ssh().userKey());
        exeat.give(servers.ssh().knownHosts());
        return exeat;
    }

    // inside the world there is no registry: whatever must be built is built before
    private static synchronized void built() {
        if (built == null) {
            built = Commands.run(Duration.ofMinutes(5), Path.of("/"), Map.of(), LAUNCHER.toString(), "version");
        }
        if (built.status() != 0) {
            throw new AssertionError("the launcher does not work: " + built);
        }
    }

    /** Copies a file into the working directory. */
    void give(Path file) {
        try {
            Path copy = work().resolve(file.getFileName());
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            caller.own(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file into the working directory. */
    void write(String name, String text) {
        write(name, text.getBytes(UTF_8));
    }

    /** Writes a file into the working directory. */
    void write(String name, byte[] bytes) {
        try {
            caller.own(Files.write(work().resolve(name), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file below the home; its folders are the caller's own too. */
    void writeAtHome(String name, String text) {
        Path path = Path.of(name);
        Path folder = home();
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            folder = caller.folder(folder, path.getName(i).toString());
        }
        try {
            caller.own(Files.writeString(folder.resolve(path.getFileName()), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Caller caller() {
        return caller;
    }

    Path work() {
        return folder.resolve("work");
    }

    Path home() {
        return folder.resolve("home");
    }

    /** EXEAT_HOME. */
    Path state() {
        return home().resolve(".exeat");
    }

    Journal journal(String sandbox) {
        return new Journal(state().resolve("sandboxes").resolve(sandbox).resolve("audit.jsonl"));
    }

    /** {@code ./exeat} with these arguments, to its end. */
    Outcome run(String... arguments) {
        return Commands.run(LIMIT, work(), Map.of(), words(arguments));
    }

    /** {@code ./exeat run} with the tests' upstream, these flags and this command, to its end. */
    Outcome sandbox(String name, List<String> flags, String... command) {
        return run(sandboxArguments(name, flags, command));
    }

    /** The same for a command that may take its time. */
    Outcome sandbox(Duration limit, String name, List<String> flags, String... command) {
        return Commands.run(limit, work(), Map.of(), words(sandboxArguments(name, flags, command)));
    }

    static String[] sandboxArguments(String name, List<String> flags, String... command) {
        var words = new ArrayList<>(List.of("run", "--name", name, "--dns-upstream", Places.DNS4));
        words.addAll(flags);
        words.add("--");
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    /** {@code ./exeat} with these arguments, left running. */
    Running start(String... arguments) {
        return Running.start(work(), words(arguments));
    }

    /** All words of a command line that runs the launcher with these arguments as this caller. */
    String[] words(String... arguments) {
        return wordsFor(Commands.join(new String[] {launcher().toString()}, arguments));
    }

    // a clone below root's home cannot be used by anybody else: then what root has built is copied
    private Path launcher() {
        String[] test = Commands.join(caller.words(), "test", "-x", LAUNCHER.toString());
        if (Commands.run(test).status() == 0) {
            return LAUNCHER;
        }
        Path copy = servers.world().folder().resolve("clone");
        if (!Files.exists(copy)) {
            String script =
                    "mkdir -p $1/cli/target; cd $0; cp -a exeat launcher $1; cp -a cli/target/dist $1/cli/target";
            Commands.must("sh", "-ec", script, LAUNCHER.getParent().toString(), copy.toString());
        }
        return copy.resolve("exeat");
    }

    /** All words of a command line that runs another command where and as whom the launcher is run. */
    String[] wordsFor(String... command) {
        String[] inside = Commands.join(servers.world().client().words(), caller.words());
        String[] environment = Commands.join(
                inside,
                "env",
                "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME=" + home(),
                "EXEAT_HOME=" + state(),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "EXEAT_BUILD=never",
                "LANG=C.UTF-8",
                "TERM=dumb");
        return Commands.join(Commands.join(environment, variables.toArray(String[]::new)), command);
    }

    Servers servers() {
        return servers;
    }
}
