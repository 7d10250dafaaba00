package dev.exeat.cli.console;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 30s}, {@code 10m}, {@code 2h}, {@code 30d}. */
public final class Age implements ITypeConverter<Duration> {
    private static final int MOST_DIGITS = 6;

    @Override
    public Duration convert(String text) {
        int digits = (int) text.chars().takeWhile(c -> c >= '0' && c <= '9').count();
        if (digits < 1 || digits > MOST_DIGITS || text.length() != digits + 1) {
            throw bad(text);
        }
        long number = Long.parseLong(text, 0, digits, 10);
        return switch (text.charAt(digits)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> throw bad(text);
        };
    }

    private static TypeConversionException bad(String text) {
        return new TypeConversionException("'" + text + "' is no duration: a number and s, m, h or d, such as '10m'");
    }
}
