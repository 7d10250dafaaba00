package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exeat version}. */
@Command(
        name = "version",
        description = "Prints the version of exeat and of the JVM.",
        footer = {"", "Examples:", "  exeat version"})
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().println("exeat " + Version.number() + " (java " + Runtime.version() + ")");
        return 0;
    }
}
