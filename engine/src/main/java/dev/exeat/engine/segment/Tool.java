package dev.exeat.engine.segment;

import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of the system that a segment is built with. */
enum Tool {
    NFT("nft", "install the package nftables"),
    IP("ip", "install the package iproute2");

    private final String program;
    private final String remedy;

    Tool(String program, String remedy) {
        this.program = program;
        this.remedy = remedy;
    }

    /** Where it is: in PATH, else in the system folders that an ordinary user's PATH lacks. */
    Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs it from the calling thread, thus in that thread's namespace.
     *
     * @return its output
     * @throws SegmentException with its first line of error and a remedy
     */
    String run(String input, String... arguments) {
        Path file = find().orElseThrow(() -> new SegmentException("the program '" + program + "' is missing", remedy));
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        Spawn.Finished done;
        try {
            done = Spawn.of(command)
                    .environment(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"))
                    .run(input);
        } catch (SystemCallException e) {
            throw new SegmentException("'" + file + "' does not start: " + e.getMessage(), remedy);
        }
        if (!done.status().success()) {
            throw new SegmentException(
                    failure(done), "check that this kernel has what '" + program + "' was told to set up");
        }
        return done.output();
    }

    private String failure(Spawn.Finished done) {
        String said = done.error()
                .lines()
                .limit(3)
                .map(String::strip)
                .reduce((a, b) -> a + "; " + b)
                .orElse("no message");
        return "'" + program + "' failed with " + done.status() + ": " + said;
    }
}
