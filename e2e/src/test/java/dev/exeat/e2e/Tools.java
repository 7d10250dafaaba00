package dev.exeat.e2e;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that a test needs; a missing one is a reported skip, and a failure where all of them are required. */
final class Tools {
    private static final String[] MORE = {"/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin"};

    private Tools() {}

    static void require(String... names) {
        for (String name : names) {
            if (find(name).isEmpty()) {
                missing("the program '" + name + "' is not installed");
            }
        }
    }

    /** pip of the system's own Python. */
    static void requirePip() {
        require("python3");
        if (Commands.run("/usr/bin/python3", "-m", "pip", "--version").status() != 0) {
            missing("pip is not installed for /usr/bin/python3");
        }
    }

    static void missing(String what) {
        if (Boolean.getBoolean("exeat.tools.required")) {
            fail(what + " (exeat.tools.required is set)");
        }
        abort(what);
    }

    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), Stream.of(MORE))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
