package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
    private static String id(Parsed<?> parsed) {
        return parsed.problems().stream().map(Problem::id).findFirst().orElse("ok");
    }

    private static byte[] bytes(String latin1) {
        return Escapes.decode(latin1).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a plain name                       | api.example.com                    | api.example.com
            capitals are folded                | API.Example.COM                    | api.example.com
            one trailing dot is removed        | api.example.com.                   | api.example.com
            an underscore is a letter          | _dmarc.Allowed.example             | _dmarc.allowed.example
            a single label                     | intranet                           | intranet
            an upper-case ACE label            | XN--BCHER-KVA.example              | xn--bcher-kva.example
            a last label with a letter         | 1.2.3.4a                           | 1.2.3.4a
            digits before a last label         | 127.0.0.1.nip.io                   | 127.0.0.1.nip.io
            reserved hyphens without xn        | r3---sn-abc.example                | r3---sn-abc.example
            Persian                            | xn--mgba3a4f16a.example            | xn--mgba3a4f16a.example
            """)
    @Tag("A-011")
    void theWireFormIsAsciiFoldedAndUndotted(String why, String text, String canonical) {
        assertThat(HostName.parseWire(text)).isEqualTo(Parsed.ok(new HostName(canonical)));
        assertThat(HostName.parse(text)).isEqualTo(Parsed.ok(new HostName(canonical)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            u umlaut                  | b\\u{FC}cher.example           | xn--bcher-kva.example
            capital u umlaut          | B\\u{DC}CHER.example           | xn--bcher-kva.example
            decomposed                | bu\\u{308}cher.example         | xn--bcher-kva.example
            sharp s stays             | fa\\u{DF}.example              | xn--fa-hia.example
            capital sharp s           | FA\\u{1E9E}.example            | xn--fa-hia.example
            final sigma stays         | \\u{3B1}\\u{3C2}.example       | xn--mxa8a.example
            dotless i stays           | d\\u{131}s.example             | xn--ds-hpa.example
            Cherokee small to capital | \\u{AB70}\\u{AB71}.example     | xn--58dc.example
            Hebrew                    | \\u{5D0}\\u{5D1}\\u{5D2}.example | xn--4dbcd.example
            middle dot between two l  | l\\u{B7}l.example              | xn--ll-0ea.example
            katakana middle dot       | \\u{30A2}\\u{30FB}\\u{30A2}.example | xn--ccka0y.example
            a letter that NFC takes apart | \\u{95E}.example             | xn--o2b8a.example
            """)
    @Tag("A-009")
    @Tag("A-079")
    void aPersonMayWriteUnicode(String why, String text, String canonical) {
        assertThat(HostName.parse(Escapes.decode(text))).isEqualTo(Parsed.ok(new HostName(canonical)));
        assertThat(HostName.parseWire(canonical)).isEqualTo(Parsed.ok(new HostName(canonical)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            two dots at the end         | allowed.example..              | name-empty-label
            a dot at the start          | .allowed.example               | name-empty-label
            two dots inside             | a..allowed.example             | name-empty-label
            three dots at the end       | a.com...                       | name-empty-label
            a dot alone                 | .                              | name-empty
            a NUL                       | denied.example\\u{0}.allowed.example | name-control
            a NUL at the end            | allowed.example\\u{0}          | name-control
            a final newline             | api.example.com\\u{A}          | name-space
            a space at the end          | 'api.example.com '             | name-space
            a space inside              | a b                            | name-space
            CR LF smuggling             | a\\u{D}\\u{A}X: .allowed.example | name-space
            percent NUL                 | denied.example%00.allowed.example | name-percent
            percent dot                 | allowed%2eexample              | name-percent
            percent a                   | %61llowed.example              | name-percent
            a zone                      | ::ffff:127.0.0.1%x.allowed.com | name-character
            user information            | allowed.example@denied.example | name-character
            a backslash                 | allowed.example\\@denied.example | name-character
            a fragment                  | denied.example#.allowed.example | name-character
            a slash                     | allowed.example/x              | name-character
            a colon                     | allowed.example:443            | name-character
            a star                      | a*b.allowed.example            | name-character
            an exclamation mark         | a!b.allowed.example            | name-character
            a hyphen first              | -a.allowed.example             | name-hyphen
            a hyphen last               | a-.allowed.example             | name-hyphen
            ACE of nothing              | xn--.example                   | name-hyphen
            ACE that ends in a hyphen   | xn---.example                  | name-hyphen
            ACE of a control            | xn--a.example                  | name-ace
            ACE of plain ASCII          | xn--abc-.example               | name-hyphen
            ACE that is cut off         | xn--99999999.example           | name-ace
            ACE of a capital            | xn--bcher-2pa.example          | name-ace
            ACE of a decomposed letter  | xn--bucher-xyd.example         | name-ace
            ACE of a soft hyphen        | xn--example-oka.example       | name-ace
            ACE of a ZWNJ               | xn--ab-j1t.example             | name-ace
            four numbers                | 1.2.3.4                        | name-numeric
            an octet too large          | 256.1.1.1                      | name-numeric
            five numbers                | 1.2.3.4.5                      | name-numeric
            a number                    | 4294967296                     | name-numeric
            another number              | 4294967423                     | name-numeric
            an address with a dot       | 127.0.0.1.                     | name-numeric
            a leading zero              | 127.0.0.01                     | name-numeric
            octal                       | 0177.0.0.1                     | name-numeric
            hexadecimal                 | 0x7f.0.0.1                     | name-numeric
            hexadecimal last            | example.0x7f                   | name-numeric
            hexadecimal empty           | example.0x                     | name-numeric
            zero                        | 0                              | name-numeric
            """)
    @Tag("A-003")
    @Tag("A-011")
    @Tag("A-022")
    @Tag("A-038")
    @Tag("A-039")
    @Tag("A-047")
    @Tag("A-048")
    @Tag("A-050")
    @Tag("A-063")
    @Tag("A-064")
    @Tag("A-074")
    void bothFormsRefuse(String why, String text, String id) {
        assertThat(id(HostName.parseWire(bytes(text)))).isEqualTo(id);
        assertThat(id(HostName.parse(Escapes.decode(text)))).isEqualTo(id);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            KELVIN SIGN           | \\u{212A}it.example        | name-character
            LONG S                | \\u{17F}ecure.example      | name-character
            capital dotted I      | \\u{130}stanbul.example    | name-character
            SOFT HYPHEN           | exam\\u{AD}ple.com         | name-invisible
            ZERO WIDTH SPACE      | exam\\u{200B}ple.com       | name-invisible
            ZERO WIDTH NON-JOINER | exam\\u{200C}ple.com       | name-invisible
            ZERO WIDTH JOINER     | exam\\u{200D}ple.com       | name-invisible
            WORD JOINER           | exam\\u{2060}ple.com       | name-invisible
            BYTE ORDER MARK       | \\u{FEFF}example.com       | name-invisible
            VARIATION SELECTOR    | a\\u{FE0F}.example         | name-invisible
            RIGHT-TO-LEFT MARK    | a\\u{200F}.example         | name-invisible
            TAG LETTER            | a\\u{E0061}.example        | name-invisible
            MONGOLIAN SEPARATOR   | a\\u{180E}.example         | name-invisible
            HANGUL FILLER         | a\\u{3164}.example         | name-invisible
            IDEOGRAPHIC FULL STOP | example\\u{3002}com        | name-dot-look-alike
            FULL-WIDTH DOT        | example\\u{FF0E}com        | name-dot-look-alike
            HALF-WIDTH STOP       | example\\u{FF61}com        | name-dot-look-alike
            ONE DOT LEADER        | example\\u{2024}com        | name-dot-look-alike
            FULL-WIDTH LETTER     | \\u{FF45}xample.com        | name-full-width
            FULL-WIDTH DIGITS     | \\u{FF11}\\u{FF12}\\u{FF17}.0.0.1 | name-full-width
            ACCOUNT OF            | \\u{2100}.com              | name-character
            DIGIT ONE FULL STOP   | \\u{2488}com               | name-character
            SERVICE MARK          | \\u{2120}.com              | name-character
            SUPERSCRIPT TWO       | a\\u{B2}.example           | name-character
            CIRCLED A             | \\u{24B6}.example          | name-character
            HEART                 | i\\u{2764}.example         | name-character
            UNASSIGNED            | a\\u{378}.example          | name-character
            LONE SURROGATE        | a\\u{D800}.example         | name-character
            NO-BREAK SPACE        | a\\u{A0}b.example          | name-space
            EM SPACE at the end   | a.example\\u{2003}         | name-space
            NEXT LINE             | a.example\\u{85}           | name-control
            LEADING MARK          | \\u{301}a.example          | name-leading-mark
            MIDDLE DOT elsewhere  | a\\u{B7}b.example          | name-context
            MIXED ARABIC DIGITS   | \\u{628}\\u{661}\\u{6F1}.example | name-context
            RIGHT-TO-LEFT MIXED   | \\u{5D0}a.example          | name-bidi
            ARABIC DIGIT FIRST    | \\u{661}.2.3.4             | name-numeric
            ARABIC DIGIT LABEL    | \\u{661}.example           | name-bidi
            DIGITS BESIDE HEBREW  | 3com.\\u{5D0}\\u{5D1}      | name-bidi
            IDEOGRAPHIC ADDRESS   | 127\\u{3002}0\\u{3002}0\\u{3002}1 | name-dot-look-alike
            """)
    @Tag("A-006")
    @Tag("A-012")
    @Tag("A-013")
    @Tag("A-014")
    @Tag("A-016")
    void whatUnicodeWouldMapOrHideIsRefused(String why, String text, String id) {
        assertThat(id(HostName.parse(Escapes.decode(text)))).isEqualTo(id);
        byte[] utf8 = Escapes.decode(text).getBytes(StandardCharsets.UTF_8);
        assertThat(HostName.parseWire(utf8).isOk()).isFalse();
    }

    @Test
    @Tag("A-012")
    void theMessageNamesTheCodePoint() {
        assertThat(HostName.parse("exam\u00ADple.com").problems())
                .containsExactly(new Problem(
                        "name-invisible",
                        "name 'exam\\u{00AD}ple.com' has the invisible character U+00AD (SOFT HYPHEN)",
                        "write the name without it"));
    }

    @Test
    @Tag("A-006")
    @Tag("A-008")
    void rawUtf8OnTheWireIsRefused() {
        byte[] name = "b\u00FCcher.example".getBytes(StandardCharsets.UTF_8);
        assertThat(HostName.parseWire(name).problems())
                .containsExactly(new Problem(
                        "name-not-ascii",
                        "name 'b\u00C3\\u{00BC}cher.example' has U+00C3 (LATIN CAPITAL LETTER A WITH TILDE), and names are ASCII here",
                        "send the 'xn--' form of the name"));
        assertThat(id(HostName.parseWire("\u212Ait.example"))).isEqualTo("name-not-ascii");
    }

    @Test
    @Tag("A-041")
    void lengthsAreThoseOfTheDns() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(HostName.parseWire(longest).isOk()).isTrue();
        assertThat(HostName.parseWire(longest + ".").isOk()).isTrue();
        assertThat(id(HostName.parseWire(longest + "a"))).isEqualTo("name-length");
        assertThat(id(HostName.parseWire("a".repeat(64) + ".example"))).isEqualTo("name-label-length");
        assertThat(id(HostName.parseWire("a".repeat(255)))).isEqualTo("name-length");
        assertThat(id(HostName.parse("\u00FC".repeat(63) + ".example"))).isEqualTo("name-label-length");
        assertThat(id(HostName.parse(""))).isEqualTo("name-empty");
    }

    @Test
    void labelsOfADnsMessageAreReadOneByOne() {
        List<byte[]> name = List.of(bytes("WWW"), bytes("example"), bytes("test"));
        assertThat(HostName.parseLabels(name)).isEqualTo(Parsed.ok(new HostName("www.example.test")));
        assertThat(id(HostName.parseLabels(List.of(bytes("www.example"), bytes("test")))))
                .isEqualTo("name-dot-in-label");
        assertThat(id(HostName.parseLabels(List.of(bytes("test"), bytes(""))))).isEqualTo("name-empty-label");
        assertThat(id(HostName.parseLabels(List.of()))).isEqualTo("name-empty-label");
    }

    @Test
    void bothFormsOfANameCanBeShown() {
        HostName name = HostName.parse("b\u00FCcher.example").orElseThrow();
        assertThat(name).hasToString("xn--bcher-kva.example");
        assertThat(name.unicode()).isEqualTo("b\u00FCcher.example");
    }

    @Test
    void aNameIsUnderItsParentsOnly() {
        HostName name = new HostName("a.b.example");
        assertThat(name.isUnder(new HostName("b.example"))).isTrue();
        assertThat(name.isUnder(new HostName("example"))).isTrue();
        assertThat(name.isUnder(name)).isFalse();
        assertThat(new HostName("ab.example").isUnder(new HostName("b.example")))
                .isFalse();
        assertThat(name.labels()).containsExactly("a", "b", "example");
        assertThat(name.labelCount()).isEqualTo(3);
    }

    @Test
    void theConstructorTakesNothingThatIsNotCanonical() {
        for (String text : List.of("", ".", "a.", "A", "a b", "a..b", "\u00FC", "a".repeat(254))) {
            assertThatThrownBy(() -> new HostName(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
