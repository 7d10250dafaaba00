package dev.exeat.cli.console;

import dev.exeat.linux.WindowSize;
import java.util.Map;
import java.util.OptionalInt;

/** How wide the help is printed: as the terminal is, within what reads well. */
public final class HelpWidth {
    private static final int NARROWEST = 80;
    private static final int WIDEST = 120;
    private static final int OF_NO_TERMINAL = 100;
    private static final int STANDARD_OUTPUT = 1;

    private HelpWidth() {}

    /** The width on this process's standard output. */
    public static int here(Map<String, String> environment) {
        OptionalInt columns = WindowSize.of(STANDARD_OUTPUT).map(WindowSize::columns).stream()
                .mapToInt(Integer::intValue)
                .filter(count -> count > 0)
                .findFirst();
        return of(environment, columns);
    }

    /**
     * The width.
     *
     * @param environment whose {@code COLUMNS}, if it is a number, is stronger than the terminal
     * @param terminal the terminal's columns, if there is one that knows them
     */
    static int of(Map<String, String> environment, OptionalInt terminal) {
        String named = environment.getOrDefault("COLUMNS", "");
        int wanted = named.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(named) : terminal.orElse(OF_NO_TERMINAL);
        return Math.clamp(wanted, NARROWEST, WIDEST);
    }
}
