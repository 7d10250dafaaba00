package dev.exeat.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code docs/abuse-coverage.md} says what the tests say. */
class AbuseCoverageTest {
    /** Whether the page has to be true now, as in ./check, or may lag behind the tests that are being written. */
    private static final boolean CHECKED = Boolean.getBoolean("exeat.documents.checked");

    @Test
    void everyCaseIsNamedByATestOrExcused() throws IOException {
        if (Boolean.getBoolean("exeat.regenerate")) {
            Files.writeString(AbuseCoverage.EXCEPTIONS, new AbuseCoverage().prunedExceptions());
        }
        assertThat(new AbuseCoverage().problems())
                .filteredOn(problem -> CHECKED || problem.startsWith("no case"))
                .isEmpty();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("exeat.regenerate")) {
            Files.writeString(AbuseCoverage.PAGE, new AbuseCoverage().page());
        }
        if (CHECKED) {
            assertThat(AbuseCoverage.PAGE).hasContent(new AbuseCoverage().page());
        }
    }
}
