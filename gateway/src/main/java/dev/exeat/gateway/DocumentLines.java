package dev.exeat.gateway;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicySources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Policy files as they come over the control channel: {@code document NAME}, then {@code text LINE} for each of its lines. Bounded. */
final class DocumentLines {
    private static final String DOCUMENT = "document ";
    private static final String TEXT = "text";

    private final List<String> names = new ArrayList<>();
    private final List<StringBuilder> texts = new ArrayList<>();
    private boolean overflow;

    /** The lines that bring a file over; each is within the channel's limit when the file is within its own. */
    static List<String> render(PolicyFile file) {
        List<String> lines = new ArrayList<>();
        lines.add(DOCUMENT + file.name());
        file.lines().forEach(line -> lines.add(line.isEmpty() ? TEXT : TEXT + " " + line));
        return lines;
    }

    /** Takes the line if it is one of a document. */
    boolean take(String line) {
        if (line.startsWith(DOCUMENT) && line.length() > DOCUMENT.length()) {
            begin(line.substring(DOCUMENT.length()));
            return true;
        }
        boolean text = !texts.isEmpty() && (line.equals(TEXT) || line.startsWith(TEXT + " "));
        if (text) {
            add(line.equals(TEXT) ? "" : line.substring(TEXT.length() + 1));
        }
        return text;
    }

    private void begin(String name) {
        if (names.size() < PolicySources.MOST_FILES) {
            names.add(name);
            texts.add(new StringBuilder());
        } else {
            overflow = true;
        }
    }

    private void add(String text) {
        StringBuilder last = texts.getLast();
        // a line more than fits, so that reading the file says that it is too large
        if (last.length() <= PolicyFile.MOST_BYTES) {
            last.append(text).append('\n');
        } else {
            overflow = true;
        }
    }

    /** The documents, each checked as a file is; nothing is kept of them. */
    Parsed<List<PolicyFile>> files() {
        List<PolicyFile> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        if (overflow) {
            problems.add(GatewayConfig.problem("gateway-documents", "the policy files are too many or too large"));
        }
        for (int i = 0; i < names.size(); i++) {
            byte[] bytes = texts.get(i).toString().getBytes(StandardCharsets.UTF_8);
            Parsed<PolicyFile> file = PolicyFile.decode(names.get(i), bytes);
            problems.addAll(file.problems());
            if (file instanceof Parsed.Ok<PolicyFile>(PolicyFile read)) {
                files.add(read);
            }
        }
        names.clear();
        texts.clear();
        overflow = false;
        return problems.isEmpty() ? Parsed.ok(files) : Parsed.bad(problems);
    }
}
