package dev.exeat.gateway.tls;

import static dev.exeat.gateway.tls.Hello.hex;
import static dev.exeat.gateway.tls.Hello.join;
import static dev.exeat.gateway.tls.Hello.latin;
import static dev.exeat.gateway.tls.Hello.records;
import static dev.exeat.gateway.tls.Hello.vector16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.exeat.policy.DenyReason;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hellos that don't pass, why, and how soon. */
class RefusedHelloTest {
    private static final Hello GOOD = Hello.to("allowed.example");

    private static HelloProgress malformed(String detail) {
        return new HelloProgress.Refused(DenyReason.TLS_MALFORMED, detail);
    }

    private static HelloProgress tooLarge(String detail) {
        return new HelloProgress.Refused(DenyReason.TLS_TOO_LARGE, detail);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-014")
    @Tag("C-018")
    @Tag("C-019")
    @CsvSource(
            delimiter = '|',
            value = {
                "an SSL 2 hello | 80 2e 01 03 01 00 15 00 00 00 10 | 1 | the first byte is that of an SSL 2 hello, not of a TLS record",
                "a CCS first | 14 0303 0001 01 | 1 | a record of type 20 comes before the ClientHello is complete",
                "an alert first | 15 0301 0002 0170 | 1 | a record of type 21 comes before the ClientHello is complete",
                "application data first | 17 0303 0001 00 | 1 | a record of type 23 comes before the ClientHello is complete",
                "a heartbeat first | 18 0303 0001 00 | 1 | a record of type 24 comes before the ClientHello is complete",
                "HTTP | 474554202f | 1 | a record of type 71 comes before the ClientHello is complete",
                "an alert inside of the hello | 16 0301 0001 01 15 0301 0002 | 7 | a record of type 21 comes before the ClientHello is complete",
                "an SSL 2 byte inside of the hello | 16 0301 0001 01 80 2e | 7 | a record of type 128 comes before the ClientHello is complete",
                "major version 2 | 16 0200 0005 | 2 | a record has the major version 2 where TLS has 3",
                "draft version 7f1c | 16 7f1c 0005 | 2 | a record has the major version 127 where TLS has 3",
                "major version 2 in the second record | 16 0301 0001 01 16 0201 | 8 | a record has the major version 2 where TLS has 3",
                "record of 0x4001 bytes | 16 0301 4001 01 | 5 | a record announces more than 16384 bytes",
                "record of 0x4100 bytes | 16 0301 4100 01 | 4 | a record announces more than 16384 bytes",
                "record of 0xffff bytes | 16 0301 ffff 01 | 4 | a record announces more than 16384 bytes",
                "empty record first | 16 0301 0000 16 0301 0005 | 5 | a handshake record is empty",
                "empty record inside of the hello | 16 0301 0001 01 16 0301 0000 | 11 | a handshake record is empty",
                "a hello request | 16 0301 0004 00 000000 | 6 | the first handshake message has type 0 and is no ClientHello",
                "a server hello | 16 0301 0004 02 000000 | 6 | the first handshake message has type 2 and is no ClientHello",
                "an empty hello | 16 0301 0004 01 000000 | 9 | the ClientHello ends inside of its version"
            })
    void isRefusedAtTheFirstByteThatShowsIt(String name, String bytes, int octets, String detail) {
        assertThat(Reading.cut(hex(bytes), 1)).isEqualTo(new Reading.Outcome(malformed(detail), octets));
        assertThat(Reading.whole(hex(bytes))).isEqualTo(malformed(detail));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-017")
    @CsvSource(
            delimiter = '|',
            value = {
                "16 MiB | 16 0301 0009 01 ffffff | 7",
                "128 KiB | 16 0301 0009 01 020000 | 7",
                "64 KiB and its header | 16 0301 0009 01 010000 | 7",
                "3 bytes too many | 16 0301 0009 01 00ffff | 9",
                "1 byte too many | 16 0301 0009 01 00fffd | 9"
            })
    void aHelloBeyondTheLimitIsRefusedWhenItIsAnnounced(String name, String bytes, int octets) {
        assertThat(Reading.cut(hex(bytes), 1))
                .isEqualTo(new Reading.Outcome(tooLarge("the ClientHello announces more than 65536 bytes"), octets));
    }

    @Test
    @Tag("C-017")
    void announcedBytesTakeNoMemory() {
        byte[] most = hex("16 0301 4000 01 00fffc 0303");
        ClientHelloReader[] readers = new ClientHelloReader[1_000];
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Reading.whole(most);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < readers.length; i++) {
            readers[i] = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
            assertThat(Reading.give(readers[i], most, 0, most.length)).isInstanceOf(HelloProgress.More.class);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000 * (long) readers.length);
    }

    @Test
    @Tag("C-013")
    void aHelloInMoreRecordsThanAnyClientSendsIsRefused() {
        byte[] message = Hello.to("allowed.example").paddedTo(4_097).message();
        assertThat(Reading.cut(records(message, 1), 1))
                .isEqualTo(new Reading.Outcome(
                        tooLarge("the ClientHello is spread over more than 4096 records"), 4_096 * 6 + 1));
        assertThat(Reading.whole(records(message, 2))).isEqualTo(Reading.read("allowed.example", false));
    }

    @Test
    void anotherMessageInTheRecordOfTheHelloIsRefused() {
        byte[] hello = GOOD.message();
        assertThat(Reading.whole(
                        Hello.record(join(hello, Hello.to("denied.example").message()))))
                .isEqualTo(malformed("the record of the ClientHello goes on after it"));
        // known from the record's length, before the byte itself comes
        byte[] announced = Hello.record(join(hello, hex("00")));
        assertThat(Reading.cut(announced, 1))
                .isEqualTo(new Reading.Outcome(
                        malformed("the record of the ClientHello goes on after it"), announced.length - 1));
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        "SSL 3",
                        new Hello().version("0300"),
                        "the ClientHello has the version 0x0300, which no TLS client sends"),
                arguments(
                        "TLS 1.3 in the old field",
                        new Hello().version("0304"),
                        "the ClientHello has the version 0x0304, which no TLS client sends"),
                arguments(
                        "version 0305",
                        new Hello().version("0305"),
                        "the ClientHello has the version 0x0305, which no TLS client sends"),
                arguments(
                        "draft version",
                        new Hello().version("7f1c"),
                        "the ClientHello has the version 0x7f1c, which no TLS client sends"),
                arguments(
                        "session id of 33 bytes",
                        new Hello().session("21" + "00".repeat(33)),
                        "the session id has more than 32 bytes"),
                arguments(
                        "session id beyond the end",
                        new Hello().session("ff"),
                        "the ClientHello ends inside of its session id"),
                arguments(
                        "no cipher suite",
                        new Hello().suites("0000"),
                        "the cipher suites are 0 bytes, which is no list of them"),
                arguments(
                        "half a cipher suite",
                        new Hello().suites("0003 1301 13"),
                        "the cipher suites are 3 bytes, which is no list of them"),
                arguments(
                        "cipher suites beyond the end",
                        new Hello().suites("ffff 1301"),
                        "the ClientHello ends inside of its cipher suites"),
                arguments(
                        "no compression method",
                        new Hello().compression("00"),
                        "the ClientHello offers no compression method"),
                arguments(
                        "compression methods beyond the end",
                        new Hello().compression("ff 00"),
                        "the ClientHello ends inside of its compression methods"),
                arguments(
                        "an extension twice",
                        new Hello().extension(10, "").extension(11, "").extension(10, ""),
                        "the extension 10 comes twice"),
                arguments(
                        "the encrypted hello twice",
                        new Hello().extension(0xfe0d, "01").extension(0xfe0d, "01"),
                        "the extension 65037 comes twice"));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-018")
    @MethodSource("bodies")
    void aBodyIsReadStrictly(String name, Hello hello, String detail) {
        assertThat(Reading.whole(hello.record())).isEqualTo(malformed(detail));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-018")
    @CsvSource(
            delimiter = '|',
            value = {
                "half a length | 00 | the ClientHello ends inside of its extensions",
                "length beyond the end | 0005 000a 0000 | the ClientHello ends inside of its extensions",
                "bytes beyond the length | 0004 000a 0000 00 | bytes follow the extensions that their length does not cover",
                "half a type | 0001 00 | the ClientHello ends inside of its extensions",
                "no length of the extension | 0002 000a | the ClientHello ends inside of its extensions",
                "extension beyond the block | 0005 000a 0002 00 | the ClientHello ends inside of its extensions"
            })
    void extensionsEndWhereTheHelloEnds(String name, String extensions, String detail) {
        byte[] body = join(new Hello().head(), hex(extensions));
        assertThat(Reading.whole(Hello.record(Hello.message(body)))).isEqualTo(malformed(detail));
    }

    @Test
    @Tag("C-018")
    void aHelloThatIsCutShortIsRefusedWhereverItEnds() {
        byte[] body = GOOD.body();
        int head = new Hello().head().length;
        for (int octets = 0; octets < body.length; octets++) {
            HelloProgress progress = Reading.whole(Hello.record(Hello.message(Arrays.copyOf(body, octets))));
            if (octets == head) {
                assertThat(progress).isEqualTo(Reading.read(null, false));
            } else {
                assertThat(progress).isInstanceOf(HelloProgress.Refused.class);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-006")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "empty extension | '' | the ClientHello ends inside of its server name list",
                "empty list | 0000 | the server name list is empty",
                "name of no bytes | 0003 00 0000 | server name '' is empty",
                "type 1 | 0004 01 0001 61 | the server name has the type 1 where a host name has 0",
                "type 255 | 0004 ff 0001 61 | the server name has the type 255 where a host name has 0",
                "two names | 0008 00 0001 61 00 0001 62 | the server name list has more than one entry",
                "the same name twice | 0008 00 0001 61 00 0001 61 | the server name list has more than one entry",
                "a name and another type | 0008 00 0001 61 01 0001 62 | the server name list has more than one entry",
                "list longer than the extension | 0005 00 0001 61 | the ClientHello ends inside of its server name list",
                "list shorter than the extension | 0004 00 0001 61 62 | bytes follow the server name list that its length does not cover",
                "name longer than the list | 0004 00 0002 61 | the ClientHello ends inside of its server name",
                "name shorter than the list | 0005 00 0001 61 62 | the server name list has more than one entry",
                "type without a name | 0001 00 | the ClientHello ends inside of its server name"
            })
    void aServerNameIsExactlyOneHostName(String name, String extension, String detail) {
        assertThat(Reading.whole(new Hello().extension(0, extension).record())).isEqualTo(malformed(detail));
    }

    @Test
    @Tag("C-006")
    void aSecondServerNameExtensionIsRefused() {
        assertThat(Reading.whole(
                        Hello.to("allowed.example").serverName("denied.example").record()))
                .isEqualTo(malformed("the extension 0 comes twice"));
    }

    static Stream<Arguments> names() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        return Stream.of(
                arguments("IPv4", "203.0.113.9", "server name '203.0.113.9' ends in a number"),
                arguments("IPv4 in hex", "0x7f.0.0.1", "server name '0x7f.0.0.1' ends in a number"),
                arguments("IPv6 in brackets", "[::1]", "server name '[::1]' "),
                arguments("IPv6", "::1", "server name '::1' "),
                arguments(
                        "NUL",
                        "allowed.example\0.denied.example",
                        "server name 'allowed.example\\u{0000}.denied.example' "),
                arguments("NUL at the end", "allowed.example\0", "server name 'allowed.example\\u{0000}' "),
                arguments("byte 0x80", "allowed\u0080.example", "server name 'allowed\\u{0080}.example' "),
                arguments("UTF-8", "b\u00c3\u00bccher.example", "server name 'b\u00c3\\u{00BC}cher.example' "),
                arguments("space", "allowed.example ", "server name 'allowed.example ' "),
                arguments("port", "allowed.example:443", "server name 'allowed.example:443' "),
                arguments(
                        "two dots at the end",
                        "allowed.example..",
                        "server name 'allowed.example..' has an empty label"),
                arguments("dot at the start", ".allowed.example", "server name '.allowed.example' has an empty label"),
                arguments("a dot", ".", "server name '.' "),
                arguments("wildcard", "*.allowed.example", "server name '*.allowed.example' "),
                arguments(
                        "label of 64 bytes",
                        "a".repeat(64) + ".example",
                        "server name '" + "a".repeat(64) + ".example' has a label of more than 63"),
                arguments("254 bytes", longest + "a", "server name "),
                arguments("255 bytes", longest + "aa", "server name "),
                arguments("256 bytes", longest + "aaa", "server name "),
                arguments("16,000 bytes", "a.".repeat(8_000), "server name "));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-007")
    @MethodSource("names")
    void whatIsNoCanonicalNameIsRefused(String name, String sent, String detail) {
        assertThat(Reading.whole(records(Hello.to(sent).message(), 16_384)))
                .isInstanceOfSatisfying(HelloProgress.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(DenyReason.TLS_MALFORMED);
                    assertThat(refused.detail()).startsWith(detail).hasSizeLessThan(500);
                    assertThat(refused.detail().chars()).noneMatch(Character::isISOControl);
                });
    }

    @Test
    @Tag("C-007")
    void aNameOf253BytesPasses() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(Reading.whole(Hello.to(longest).record())).isEqualTo(Reading.read(longest, false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "empty extension | '' | the ClientHello ends inside of its protocol list",
                "empty list | 0000 | the protocol list is empty",
                "empty name | 0001 00 | the protocol list has an empty name",
                "name beyond the list | 0003 03 6832 | the ClientHello ends inside of its protocol list",
                "bytes beyond the list | 0003 02 6832 00 | bytes follow the protocol list that its length does not cover"
            })
    void protocolsAreReadStrictly(String name, String extension, String detail) {
        assertThat(Reading.whole(new Hello().extension(16, extension).record())).isEqualTo(malformed(detail));
    }

    @Test
    void protocolsWithoutNumberAreRefused() {
        String[] most = IntStream.range(0, 64).mapToObj(i -> "p" + i).toArray(String[]::new);
        assertThat(Reading.whole(new Hello().protocols(most).record())).isEqualTo(Reading.read(null, false, most));
        byte[] more = vector16(latin("\u0001x".repeat(65)));
        assertThat(Reading.whole(new Hello().extension(16, more).record()))
                .isEqualTo(tooLarge("the ClientHello offers more than 64 protocols"));
    }
}
