package dev.exeat.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelpWidthTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0, 100",
        "'', 90, 90",
        "'', 40, 80",
        "'', 300, 120",
        "110, 90, 110",
        "1, 90, 80",
        "999999999999, 90, 90",
        "wide, 0, 100"
    })
    void helpIsAsWideAsTheTerminalWithinWhatReadsWell(String columns, int terminal, int width) {
        Map<String, String> environment = columns.isEmpty() ? Map.of() : Map.of("COLUMNS", columns);
        OptionalInt known = terminal == 0 ? OptionalInt.empty() : OptionalInt.of(terminal);
        assertThat(HelpWidth.of(environment, known)).isEqualTo(width);
    }
}
