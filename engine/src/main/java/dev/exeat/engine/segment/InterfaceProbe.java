package dev.exeat.engine.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** There is no interface but {@code lo}. */
record InterfaceProbe() implements Probe {
    private static final int HEADER_LINES = 2;

    @Override
    public String id() {
        return "interfaces";
    }

    @Override
    public String prove() throws IOException, BreachException {
        List<String> names = Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                .skip(HEADER_LINES)
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
        if (!names.equals(List.of("lo"))) {
            throw new BreachException("expected only 'lo', found " + names);
        }
        return "only lo";
    }
}
