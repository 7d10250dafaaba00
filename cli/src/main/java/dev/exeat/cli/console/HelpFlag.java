package dev.exeat.cli.console;

import picocli.CommandLine.Option;

/** {@code -h}, {@code --help} of a command; a mixin. */
public final class HelpFlag {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean asked;

    /** Whether help was asked for. */
    public boolean asked() {
        return asked;
    }
}
