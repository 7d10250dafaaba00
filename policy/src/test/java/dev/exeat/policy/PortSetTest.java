package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {
    @Test
    void onePortOrOneRangeIsRead() {
        assertThat(PortSet.parse("443").orElseThrow()).isEqualTo(PortSet.of(443));
        assertThat(PortSet.parse("8000-8010").orElseThrow().contains(8005)).isTrue();
        assertThat(PortSet.parse("1-65535").orElseThrow()).isEqualTo(PortSet.ALL);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "0",
                "65536",
                "99999",
                "100000",
                "0443",
                "00000443",
                "+443",
                "-1",
                "-12",
                "443-",
                "-",
                "1-2-3",
                " 443",
                "443 ",
                "0x1bb",
                "https",
                "80,443",
                "2\n2",
                "\uFF14\uFF14\uFF13",
                "\u0664\u0664\u0663",
                "0-1",
                "1-65536",
                "443\0"
            })
    @Tag("A-033")
    @Tag("A-058")
    @Tag("A-060")
    void everythingElseIsAnError(String text) {
        assertThat(PortSet.parse(text).problems()).extracting(Problem::id).containsExactly("port-invalid");
    }

    @Test
    void aBackwardRangeIsTurnedRoundInTheFix() {
        assertThat(PortSet.parse("9000-8000").problems())
                .containsExactly(
                        new Problem("port-range", "port range '9000-8000' goes backwards", "write '8000-9000'"));
    }

    @ParameterizedTest(name = "{0} minus {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            80,443      | 443         | 80
            80,443      | 1-65535     | ''
            1-65535     | 22          | 1-21,23-65535
            1-65535     | 1,65535     | 2-65534
            8000-8010   | 8003-8005   | 8000-8002,8006-8010
            8000-8010   | 9000        | 8000-8010
            8000-8010   | 7000-8004   | 8005-8010
            8000-8010   | 8005-9000   | 8000-8004
            ''          | 80          | ''
            """)
    void setsAreSubtracted(String from, String without, String left) {
        assertThat(set(from).minus(set(without))).hasToString(left);
    }

    @Test
    void neighboursAreMerged() {
        assertThat(PortSet.of(82, 80, 81, 80)).hasToString("80-82");
        assertThat(PortSet.WEB.plus(PortSet.range(81, 100))).hasToString("80-100,443");
        assertThat(PortSet.NONE.isEmpty()).isTrue();
    }

    private static PortSet set(String text) {
        PortSet set = PortSet.NONE;
        for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
            set = set.plus(PortSet.parse(part).orElseThrow());
        }
        return set;
    }
}
