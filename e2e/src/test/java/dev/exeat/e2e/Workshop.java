package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Programs for the clients that are made at the first use, or copied to where a sandbox sees them. */
final class Workshop {
    /** Fetches a URL with Go's own client and Go's own resolver (no C library). */
    private static final String FETCH = """
            package main

            import (
            	"fmt"
            	"io"
            	"net/http"
            	"os"
            )

            func main() {
            	response, err := http.Get(os.Args[1])
            	if err != nil {
            		fmt.Fprintln(os.Stderr, err)
            		os.Exit(1)
            	}
            	io.Copy(os.Stdout, response.Body)
            	if response.StatusCode != 200 {
            		fmt.Fprintln(os.Stderr, response.Status)
            		os.Exit(1)
            	}
            }
            """;

    private static final String COPY = "test -e \"$1\" || cp -rL \"$0\" \"$1\"; chmod -R a+rX \"$1\"";

    private Workshop() {}

    /** A static program that fetches the URL that it is given. */
    static synchronized Path goClient() {
        Path folder = World.shared().folder().resolve("go");
        Path program = folder.resolve("fetch");
        if (!Files.exists(program)) {
            Tools.require("go");
            write(folder.resolve("fetch.go"), FETCH);
            var environment = Map.of("CGO_ENABLED", "0", "GOCACHE", folder + "/cache", "GO111MODULE", "off");
            Duration limit = Duration.ofMinutes(2);
            var outcome = Commands.run(limit, folder, environment, "go", "build", "-o", "fetch", "fetch.go");
            if (outcome.status() != 0) {
                throw new IllegalStateException("go build: " + outcome);
            }
        }
        return program;
    }

    /** The home of the Maven that runs this build. */
    static Path maven() {
        Path home = Path.of(System.getProperty("exeat.maven", ""));
        if (!Files.isExecutable(home.resolve("bin").resolve("mvn"))) {
            Tools.missing("the system property exeat.maven names no Maven: '" + home + "'");
        }
        return home;
    }

    /** Puts Maven into the working directory: where its home lies, a sandbox or another user may not look. */
    static void giveMaven(Exeat exeat) {
        Commands.must(
                "sh",
                "-ec",
                COPY,
                maven().toString(),
                exeat.work().resolve("maven").toString());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
