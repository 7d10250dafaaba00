package dev.exeat.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows under a header, each column as wide as its widest cell. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row with as many cells as the header. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** The lines, without trailing spaces. */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = Console.oneLine(row.get(column));
            line.append(cell).append(" ".repeat(width(column) - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> Console.oneLine(row.get(column)).length())
                .max()
                .orElse(0);
    }
}
