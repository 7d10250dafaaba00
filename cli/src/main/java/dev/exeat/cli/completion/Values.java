package dev.exeat.cli.completion;

import java.util.List;

/** What may stand for a value, as its label in the help says it. */
sealed interface Values {
    /** One of these words. */
    record Words(List<String> words) implements Values {}

    /** The name of a sandbox, or {@code LAST}. */
    record Sandboxes() implements Values {}

    /** A file or a folder. */
    record Files() implements Values {}

    /** A program. */
    record Programs() implements Values {}

    /** Anything: nothing can be offered. */
    record Anything() implements Values {}

    /** Reads a label such as {@code FILE} or {@code auto|on|off}. */
    static Values of(String label) {
        return switch (label) {
            case "NAME|LAST" -> new Sandboxes();
            case "FILE", "PATH" -> new Files();
            case "COMMAND" -> new Programs();
            default ->
                label.matches("[a-z]+(\\|[a-z]+)+") ? new Words(List.of(label.split("\\|", -1))) : new Anything();
        };
    }
}
