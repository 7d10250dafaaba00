package dev.exeat.cli;

import dev.exeat.cli.console.Failure;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses flags whose value is empty, or has an empty item: a variable that is not set must not open or close anything by itself. */
final class EmptyValues {
    private EmptyValues() {}

    /**
     * Looks at the flags of every command of the line.
     *
     * @throws ParameterException for the first that has an empty value
     */
    static void refuse(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.subcommand()) {
            at.matchedOptions().forEach(EmptyValues::check);
        }
    }

    private static void check(OptionSpec option) {
        if (option.arity().max() == 0) {
            return;
        }
        for (String value : option.originalStringValues()) {
            boolean list = !option.splitRegex().isEmpty();
            List<String> items = list ? List.of(value.split(option.splitRegex(), -1)) : List.of(value);
            if (items.stream().anyMatch(String::isBlank)) {
                String what = value.isBlank() ? " is given an empty value" : " '" + value + "' has an empty item";
                Failure failure = Failure.usage(
                        "value-empty",
                        option.longestName() + what,
                        "write a value, " + option.longestName() + " " + option.paramLabel() + ", or leave it out");
                throw new ParameterException(option.command().commandLine(), failure.message(), failure);
            }
        }
    }
}
