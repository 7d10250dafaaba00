package dev.exeat.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** Names and numbers of the system calls that a filter may name, by convention ({@code syscalls.txt}). */
final class SystemCalls {
    private static final String RESOURCE = "syscalls.txt";
    private static final Map<String, String[]> TABLE = read();

    private SystemCalls() {}

    /**
     * The number of a call; empty when this convention has no such call.
     *
     * @throws IllegalArgumentException when the table does not know the name: a misspelt name must not make a filter weaker
     */
    static OptionalInt number(Abi abi, String name) {
        String[] columns = TABLE.get(name);
        if (columns == null) {
            throw new IllegalArgumentException("system call '" + name + "' is not in the table");
        }
        String number = columns[column(abi)];
        return number.equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number));
    }

    /** The name of a number, or {@code call N} when the table does not know it. */
    static String name(Abi abi, int number) {
        String wanted = Integer.toString(number);
        return TABLE.entrySet().stream()
                .filter(entry -> entry.getValue()[column(abi)].equals(wanted))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("call " + number);
    }

    private static int column(Abi abi) {
        return switch (abi) {
            case X86_64 -> 1;
            case I386 -> 2;
            case AARCH64 -> 3;
            case ARM -> 4;
        };
    }

    private static Map<String, String[]> read() {
        Map<String, String[]> table = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(SystemCalls.class.getResourceAsStream(RESOURCE), RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] columns = line.split(" ");
                table.put(columns[0], columns);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
