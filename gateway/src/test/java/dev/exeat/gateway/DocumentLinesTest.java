package dev.exeat.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentLinesTest {
    private final DocumentLines lines = new DocumentLines();

    @Test
    void aFileComesOverLineByLine() {
        PolicyFile file = new PolicyFile("a b.yaml", "version: 1\n\n  x: ü\ntext y\ndocument z\n");
        List<String> rendered = DocumentLines.render(file);
        assertThat(rendered)
                .containsExactly(
                        "document a b.yaml",
                        "text version: 1",
                        "text",
                        "text   x: ü",
                        "text text y",
                        "text document z");
        assertThat(rendered).allMatch(lines::take);
        assertThat(lines.files().orElseThrow()).containsExactly(file);
        assertThat(lines.files().orElseThrow()).isEmpty();
    }

    @Test
    void theLongestLineOfAFileFitsTheChannel() {
        String longest = "é".repeat(PolicyFile.LONGEST_LINE / 2);
        assertThat(DocumentLines.render(new PolicyFile("a", longest)).getLast().getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(GatewayConfig.LINE_LIMIT);
    }

    @Test
    void otherWordsAreLeftToOthers() {
        assertThat(lines.take("text without a document")).isFalse();
        assertThat(lines.take("document")).isFalse();
        assertThat(lines.take("beat")).isFalse();
        lines.take("document a");
        assertThat(lines.take("texts")).isFalse();
    }

    @Test
    void whatIsTooMuchIsAProblemAndNotKept() {
        for (int i = 0; i < 17; i++) {
            lines.take("document d" + i);
        }
        for (int i = 0; i < 2_000; i++) {
            lines.take("text " + "x".repeat(4_000));
        }
        assertThat(lines.files().problems())
                .extracting(Problem::id)
                .containsExactlyInAnyOrder("gateway-documents", "file-size");
        assertThat(lines.files().isOk()).isTrue();
    }
}
