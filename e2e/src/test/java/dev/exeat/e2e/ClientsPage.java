package dev.exeat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/clients.md: below a heading one row for each client, with its exit statuses and what it may say. */
record ClientsPage(Map<String, Row> rows) {
    private static final Pattern STATUS = Pattern.compile("[0-9]+");
    private static final Pattern TEXT = Pattern.compile("`([^`]+)`");

    /** A row: any of the statuses, any of the texts (in which HOST and PORT stand for what was asked for). */
    record Row(Set<Integer> statuses, List<String> templates) {
        List<String> texts(String host, int port) {
            return templates.stream()
                    .map(text -> text.replace("HOST", host).replace("PORT", Integer.toString(port)))
                    .toList();
        }
    }

    static ClientsPage read(Path file) throws IOException {
        var rows = new HashMap<String, Row>();
        String heading = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            }
            String[] cells = line.split("\\|", 4);
            if (cells.length == 4 && STATUS.matcher(cells[2]).find()) {
                rows.put(key(heading, cells[1].strip()), parse(cells[2], cells[3]));
            }
        }
        return new ClientsPage(rows);
    }

    private static Row parse(String statuses, String texts) {
        return new Row(
                STATUS.matcher(statuses)
                        .results()
                        .map(MatchResult::group)
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()),
                TEXT.matcher(texts).results().map(result -> result.group(1)).toList());
    }

    private static String key(String heading, String client) {
        return heading + ": " + client;
    }

    /** The row of a client below a heading; there must be one. */
    Row row(String heading, String client) {
        return Optional.ofNullable(rows.get(key(heading, client)))
                .orElseThrow(() -> new AssertionError("the page has no row '" + key(heading, client) + "'"));
    }
}
