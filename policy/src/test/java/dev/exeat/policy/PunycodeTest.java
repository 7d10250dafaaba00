package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunycodeTest {
    /** Samples of RFC 3492 section 7.1, in lower case. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Arabic     | 644 64A 647 645 627 628 62A 643 644 645 648 634 639 631 628 64A 61F | egbpdaj6bu4bxfgehfvwxn
            Chinese    | 4ED6 4EEC 4E3A 4EC0 4E48 4E0D 8BF4 4E2D 6587                        | ihqwcrb4cv8a8dqg056pqjye
            Czech      | 70 72 6F 10D 70 72 6F 73 74 11B 6E 65 6D 6C 75 76 ED 10D 65 73 6B 79 | proprostnemluvesky-uyb24dma41a
            Hebrew     | 5DC 5DE 5D4 5D4 5DD 5E4 5E9 5D5 5D8 5DC 5D0 5DE 5D3 5D1 5E8 5D9 5DD 5E2 5D1 5E8 5D9 5EA | 4dbcagdahymbxekheh6e0a7fei0b
            Russian    | 43F 43E 447 435 43C 443 436 435 43E 43D 438 43D 435 433 43E 432 43E 440 44F 442 43F 43E 440 443 441 441 43A 438 | b1abfaaepdrnnbgefbadotcwatmq2g4l
            Vietnamese | 74 1EA1 69 73 61 6F 68 1ECD 6B 68 F4 6E 67 74 68 1EC3 63 68 1EC9 6E F3 69 74 69 1EBF 6E 67 76 69 1EC7 74 | tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g
            Japanese   | 33 5E74 42 7D44 91D1 516B 5148 751F                                 | 3b-ww4c5e180e575a65lsy2b
            mixed      | 2D 3E 20 24 31 2E 30 30 20 3C 2D                                    | -> $1.00 <--
            """)
    void theSamplesOfTheRfcGoBothWays(String name, String hex, String encoded) {
        List<Integer> codePoints = List.of(hex.split(" ")).stream()
                .map(c -> Integer.parseInt(c, 16))
                .toList();
        String expected = encoded.replace("3b-ww", "3B-ww");
        assertThat(Punycode.encode(codePoints)).isEqualTo(expected);
        assertThat(Punycode.decode(expected)).isEqualTo(codePoints);
    }

    @Test
    void whatCannotBeAnEncodingIsNull() {
        for (String text : List.of(
                "-", "-a", "99999999", "a\u00FC", "A-\uFF11", "b", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "\u0661")) {
            assertThat(Punycode.decode(text)).as(text).isNull();
        }
        assertThat(Punycode.decode("a".repeat(64))).isNull();
    }

    @Test
    void whatDoesNotFitIntoALabelIsNull() {
        assertThat(Punycode.encode(java.util.Collections.nCopies(64, 0xFC))).isNull();
        assertThat(Punycode.encode(java.util.Collections.nCopies(56, 0x4E00))).isNotNull();
    }
}
