package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Allowed.Example:443    | allowed.example:443
            allowed.example.:443   | allowed.example:443
            192.0.2.1:80           | 192.0.2.1:80
            [2001:DB8::1]:443      | [2001:db8::1]:443
            [::ffff:127.0.0.1]:443 | [::ffff:127.0.0.1]:443
            a.example:65535        | a.example:65535
            """)
    void anAuthorityIsReadAs(String text, String canonical) {
        assertThat(HostPort.parse(text).orElseThrow()).hasToString(canonical);
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource(delimiter = '|', textBlock = """
            a.example              | port-missing
            ''                     | port-missing
            *                      | port-missing
            /                      | port-missing
            a.example:             | port-invalid
            a.example:0            | port-invalid
            a.example:65536        | port-invalid
            a.example:99999        | port-invalid
            a.example:100443       | port-invalid
            a.example:-1           | port-invalid
            a.example:+443         | port-invalid
            a.example: 443         | port-invalid
            'a.example:443 '       | port-invalid
            a.example:443abc       | port-invalid
            a.example:0x1bb        | port-invalid
            a.example:0443         | port-invalid
            a.example:00000443     | port-invalid
            a.example:443:80       | authority-brackets
            [a.example]:443        | authority-brackets
            [[a.example]]:443      | authority-brackets
            [::1                   | authority-brackets
            ::1]:443               | authority-brackets
            [::1]443               | port-invalid
            []:443                 | authority-brackets
            [127.0.0.1]:443        | authority-brackets
            [[::1]]:443            | authority-brackets
            ::1:443                | authority-brackets
            [::1%lo]:443           | address-zone
            [::1%25lo]:443         | address-zone
            a.example@b.example:443 | name-character
            a.example:443@b.example:443 | authority-brackets
            http://a.example:443   | authority-brackets
            0:80                   | address-invalid
            0177.0.0.1:443         | address-leading-zero
            127.1:443              | address-invalid
            0x7f.0.0.1:443         | name-numeric
            256.1.1.1:443          | address-invalid
            127.0.0.1.:443         | address-invalid
            4294967423:443         | address-invalid
            denied.example%00.allowed.example:443 | name-percent
            allowed.example..:443  | name-empty-label
            .allowed.example:443   | name-empty-label
            :443                   | name-empty
            """)
    @Tag("A-003")
    @Tag("A-048")
    @Tag("A-050")
    @Tag("A-058")
    @Tag("A-060")
    @Tag("A-061")
    @Tag("A-063")
    @Tag("A-064")
    void anAuthorityIsStrict(String text, String id) {
        assertThat(HostPort.parse(text).problems()).extracting(Problem::id).containsExactly(id);
        assertThat(HostPort.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .isOk())
                .isFalse();
    }
}
