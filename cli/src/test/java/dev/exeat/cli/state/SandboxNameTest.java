package dev.exeat.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "calm-otter", "7", "x1-y2", "0123456789012345678901234567890123456789"})
    void labelsOfAHostNameAreNames(String text) {
        assertThat(SandboxName.parse(text).orElseThrow().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "A",
                "a.b",
                "a/b",
                "..",
                ".",
                "a b",
                "a\n",
                "caf\u00e9",
                "last",
                "LAST",
                "localhost",
                "a_b",
                "01234567890123456789012345678901234567890"
            })
    void anythingElseIsRefusedAndNeverRepaired(String text) {
        assertThat(SandboxName.parse(text).isOk()).isFalse();
    }

    @Test
    void generatedNamesAreNamesAndAvoidTakenOnes() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            SandboxName name =
                    GeneratedName.choose(random, taken -> taken.text().length() > 12);
            assertThat(name.text()).hasSizeLessThanOrEqualTo(12);
            assertThat(SandboxName.parse(name.text()).isOk()).isTrue();
        }
    }
}
