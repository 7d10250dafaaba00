package dev.exeat.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishSpecTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "3000, 127.0.0.1:3000:3000, true",
        "8080:3000, 127.0.0.1:8080:3000, true",
        "127.0.0.1:8080:3000, 127.0.0.1:8080:3000, true",
        "127.0.0.1:8080, 127.0.0.1:8080:8080, true",
        "0.0.0.0:80:80, 0.0.0.0:80:80, false",
        "[::1]:8080:80, [::1]:8080:80, true",
        "[::]:8080, [::]:8080:8080, false",
        "192.0.2.7:1:65535, 192.0.2.7:1:65535, false",
    })
    void publishedPortIsReadAsWritten(String text, String meaning, boolean loopbackOnly) {
        PublishSpec spec = PublishSpec.parse(text).orElseThrow();
        assertThat(spec).hasToString(meaning);
        assertThat(spec.loopbackOnly()).isEqualTo(loopbackOnly);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | published port '' has '' where a port from 1 to 65535 is expected",
                "0 | published port '0' has '0' where a port from 1 to 65535 is expected",
                "080 | published port '080' has '080' where a port from 1 to 65535 is expected",
                "65536 | published port '65536' has '65536' where a port from 1 to 65535 is expected",
                "99999999999 | published port '99999999999' has '99999999999' where a port from 1 to 65535 is expected",
                "80:0 | published port '80:0' has '0' where a port from 1 to 65535 is expected",
                "+80 | published port '+80' has '+80' where a port from 1 to 65535 is expected",
                "80/tcp | published port '80/tcp' has '80/tcp' where a port from 1 to 65535 is expected",
                "80: | published port '80:' has '' where a port from 1 to 65535 is expected",
                "1:2:3 | published port '1:2:3' has too many parts",
                "localhost:80 | published port 'localhost:80' has 'localhost' where an IP address is expected",
                "127.1:80 | published port '127.1:80' has '127.1' where an IP address is expected",
                "[127.0.0.1]:80 | published port '[127.0.0.1]:80' has '127.0.0.1' where an IP address is expected",
                "[::1] | published port '[::1]' has no port after the address",
                "[::1:80 | published port '[::1:80' has no port after the address",
            })
    void wrongValueIsQuotedWithWhatWasExpected(String text, String message) {
        Parsed<PublishSpec> parsed = PublishSpec.parse(text);
        assertThat(parsed.problems()).extracting(Problem::message).containsExactly(message);
        assertThat(parsed.problems())
                .extracting(Problem::fix)
                .allMatch(fix -> fix.startsWith("write [ADDR:]PORT[:PORT]"));
    }
}
