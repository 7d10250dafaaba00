package dev.exeat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A sandbox's audit journal as a reader of the file sees it. */
record Journal(Path file) {
    private static final Pattern FIELD = Pattern.compile("\"([A-Za-z]+)\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?[0-9]+))");

    /** One line: its fields as text. */
    record Line(Map<String, String> fields) {
        static Line of(String json) {
            var fields = new LinkedHashMap<String, String>();
            var matcher = FIELD.matcher(json);
            while (matcher.find()) {
                fields.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            }
            return new Line(fields);
        }

        String get(String field) {
            return fields.getOrDefault(field, "");
        }

        boolean is(String field, Object value) {
            return get(field).equals(value.toString());
        }

        boolean denied() {
            return is("verdict", "deny");
        }

        /** A denial of this name or address; a port of 0 stands for any. */
        boolean denies(String nameOrAddress, int port) {
            boolean whom = is("name", nameOrAddress) || is("address", nameOrAddress);
            return denied() && whom && (port == 0 || is("port", port));
        }

        @Override
        public String toString() {
            return fields.toString();
        }
    }

    List<Line> lines() {
        try {
            return Files.readAllLines(file).stream().map(Line::of).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first line that fits, waited for shortly: the record of a refusal may come after the refusal. */
    Line await(Predicate<Line> wanted) {
        var end = Instant.now().plus(Duration.ofSeconds(3));
        while (true) {
            var found = lines().stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("no such line in " + file + ":\n"
                        + String.join("\n", lines().stream().map(Line::toString).toList()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
