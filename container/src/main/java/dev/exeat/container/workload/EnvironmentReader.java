package dev.exeat.container.workload;

import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code --env} and {@code --env-file}. A file is read as Docker reads it: {@code NAME=VALUE} a line, the value as it stands with
 * quotes and blanks at its end, empty lines and lines that begin with {@code #} left out, and {@code NAME} alone for the caller's variable
 * where it is set. Never says a value in a message.
 */
final class EnvironmentReader {
    private static final int LARGEST_FILE = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** A star at the end would be a pattern for Podman, which gives every variable of the caller that it matches. */
    private static final Pattern NAME = Pattern.compile("[^\\s=*\\x00]+");

    private final Map<String, String> caller;
    private final List<Problem> problems;
    private final Map<String, String> values = new LinkedHashMap<>();

    EnvironmentReader(Map<String, String> caller, List<Problem> problems) {
        this.caller = caller;
        this.problems = problems;
    }

    Map<String, String> values() {
        return values;
    }

    /** {@code NAME=VALUE}, or {@code NAME} for the caller's variable, which has to be set. */
    void option(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        @Nullable String value = equals < 0 ? caller.get(name) : text.substring(equals + 1);
        if (!NAME.matcher(name).matches() || text.indexOf('\0') >= 0) {
            problems.add(new Problem(
                    "env-form",
                    "--env " + Quoted.of(name) + " names no variable",
                    "write --env NAME=VALUE, or --env NAME to pass yours"));
        } else if (value == null) {
            problems.add(new Problem(
                    "env-unset", "--env " + Quoted.of(name) + " is not set here", "write --env " + name + "=VALUE"));
        } else {
            values.put(name, value);
        }
    }

    /** A whole file. */
    void file(Path directory, String name) {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                problem("env-file-size", "--env-file " + Quoted.of(name) + " has more than 1 MiB");
                return;
            }
            lines(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            problem("env-file-encoding", "--env-file " + Quoted.of(name) + " is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            problem("env-file-missing", "--env-file " + Quoted.of(name) + " cannot be read");
        }
    }

    private void lines(String file, String text) {
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        List<String> lines = new ArrayList<>(List.of(content.split("\r?\n", -1)));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (!line.isEmpty() && !line.startsWith("#")) {
                line(new Place(file, i + 1, 1), line);
            }
        }
    }

    private void line(Place place, String line) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals);
        if (!NAME.matcher(name).matches() || line.indexOf('\0') >= 0) {
            // a line without '=' may be a part of a secret
            problems.add(new Problem(
                            "env-form",
                            equals < 0 ? "the line names no variable" : Quoted.of(name) + " names no variable",
                            "write NAME=VALUE, or NAME to pass yours")
                    .at(place));
        } else if (equals >= 0) {
            values.put(name, line.substring(equals + 1));
        } else if (caller.containsKey(name)) {
            values.put(name, caller.getOrDefault(name, ""));
        }
    }

    private void problem(String id, String message) {
        problems.add(new Problem(id, message, "name a file of lines NAME=VALUE"));
    }
}
