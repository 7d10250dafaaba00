package dev.exeat.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code docs/abuse-coverage.md} says what the tests say. */
class AbuseCoverageTest {
    private static final boolean SETTLED = Boolean.getBoolean("exeat.settled");

    @Test
    void everyCaseIsNamedByATestOrExcused() throws IOException {
        if (Boolean.getBoolean("exeat.regenerate")) {
            Files.writeString(AbuseCoverage.EXCEPTIONS, new AbuseCoverage().prunedExceptions());
        }
        assertThat(new AbuseCoverage().problems())
                .filteredOn(problem -> SETTLED || problem.startsWith("no case"))
                .isEmpty();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("exeat.regenerate")) {
            Files.writeString(AbuseCoverage.PAGE, new AbuseCoverage().page());
        }
        if (SETTLED) {
            assertThat(AbuseCoverage.PAGE).hasContent(new AbuseCoverage().page());
        }
    }
}
