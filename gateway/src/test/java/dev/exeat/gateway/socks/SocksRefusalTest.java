package dev.exeat.gateway.socks;

import static dev.exeat.gateway.socks.Negotiation.OPEN;
import static dev.exeat.gateway.socks.Negotiation.ask;
import static dev.exeat.gateway.socks.Negotiation.feed;
import static dev.exeat.gateway.socks.Negotiation.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, how soon, and what the client is told. */
class SocksRefusalTest {
    private static Negotiation.Outcome refused(DenyReason reason, String replies, String detail, int octets) {
        List<SocksReply> list = replies == null
                ? List.of()
                : Arrays.stream(replies.split(" ", -1)).map(SocksReply::valueOf).toList();
        return new Negotiation.Outcome(new SocksProgress.Refused(reason, list, detail), octets);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("A-046")
    @Tag("C-093")
    @CsvSource(
            delimiter = '|',
            value = {
                "SOCKS 4 | 04 01 01bb cb007109 00 | 1 | | the first byte is 4 where SOCKS 5 has 5",
                "SOCKS 4a | 04 01 01bb 00000001 00 64656e6965642e6578616d706c65 00 | 1 | | the first byte is 4 where SOCKS 5 has 5",
                "version 6 | 06 01 00 | 1 | | the first byte is 6 where SOCKS 5 has 5",
                "HTTP | 47455420 | 1 | | the first byte is 71 where SOCKS 5 has 5",
                "TLS | 16 0301 | 1 | | the first byte is 22 where SOCKS 5 has 5",
                "no method | 05 00 | 2 | NO_METHOD | the client offers neither no login nor a login by name and password",
                "only GSSAPI | 05 01 01 | 3 | NO_METHOD | the client offers neither no login nor a login by name and password",
                "methods that nobody knows | 05 03 03 80 ff | 5 | NO_METHOD | the client offers neither no login nor a login by name and password"
            })
    void whatIsNoGreetingIsRefused(String name, String bytes, int octets, String replies, String detail) {
        assertThat(feed(hex(bytes), 1)).isEqualTo(refused(DenyReason.PROXY_MALFORMED, replies, detail, octets));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-095")
    @CsvSource(
            delimiter = '|',
            value = {
                "version 5 | 05 | the login has the version 5 and not 1",
                "version 0 | 00 | the login has the version 0 and not 1",
                "a request at once | 05 01 00 01 | the login has the version 5 and not 1"
            })
    void whatIsNoLoginIsRefused(String name, String bytes, String detail) {
        assertThat(feed(hex("05 01 02" + bytes), 1))
                .isEqualTo(refused(DenyReason.PROXY_MALFORMED, "LOGIN LOGIN_FAILED", detail, 4));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-092")
    @Tag("A-045")
    @CsvSource(
            delimiter = '|',
            value = {
                "BIND | 05 02 00 01 cb007109 01bb | the command is BIND, and only CONNECT is carried",
                "UDP ASSOCIATE | 05 03 00 01 00000000 0000 | the command is UDP ASSOCIATE, and only CONNECT is carried",
                "command 0 | 05 00 00 01 cb007109 01bb | the command is number 0, and only CONNECT is carried",
                "command 255 | 05 ff 00 01 cb007109 01bb | the command is number 255, and only CONNECT is carried",
                "RESOLVE of Tor | 05 f0 00 03 01 61 0000 | the command is number 240, and only CONNECT is carried"
            })
    void onlyConnectIsCarried(String name, String bytes, String detail) {
        assertThat(feed(hex(OPEN + bytes), 1))
                .isEqualTo(refused(DenyReason.COMMAND_NOT_ALLOWED, "NO_LOGIN COMMAND_NOT_SUPPORTED", detail, 5));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("A-045")
    @CsvSource(
            delimiter = '|',
            value = {
                "version 4 | 04 | 1 | GENERAL_FAILURE | the request has the version 4 and not 5",
                "reserved 1 | 05 01 01 | 3 | GENERAL_FAILURE | the reserved byte of the request is 1 and not 0",
                "address type 0 | 05 01 00 00 | 4 | ADDRESS_TYPE_NOT_SUPPORTED | the request has an address of the type 0",
                "address type 2 | 05 01 00 02 | 4 | ADDRESS_TYPE_NOT_SUPPORTED | the request has an address of the type 2",
                "address type 5 | 05 01 00 05 | 4 | ADDRESS_TYPE_NOT_SUPPORTED | the request has an address of the type 5",
                "address type 255 | 05 01 00 ff | 4 | ADDRESS_TYPE_NOT_SUPPORTED | the request has an address of the type 255",
                "port 0 of an address | 05 01 00 01 cb007109 0000 | 10 | GENERAL_FAILURE | the request has the port 0",
                "port 0 of a name | 05 01 00 03 01 61 0000 | 8 | GENERAL_FAILURE | the request has the port 0"
            })
    void whatIsNoRequestIsRefused(String name, String bytes, int octets, String reply, String detail) {
        assertThat(feed(hex(OPEN + bytes), 1))
                .isEqualTo(refused(DenyReason.PROXY_MALFORMED, "NO_LOGIN " + reply, detail, 3 + octets));
    }

    @Test
    void aNameOfNoBytesIsRefusedBeforeThePort() {
        assertThat(feed(hex(OPEN + "05 01 00 03 00"), 1))
                .isEqualTo(refused(DenyReason.NAME_INVALID, "NO_LOGIN NOT_ALLOWED", "name '' is empty", 8));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.arguments("octal", "0177.0.0.1"),
                Arguments.arguments("leading zero", "127.0.0.01"),
                Arguments.arguments("short", "127.1"),
                Arguments.arguments("a number", "2130706433"),
                Arguments.arguments("hex", "0x7f.0.0.1"),
                Arguments.arguments("a hex number", "0x7f000001"),
                Arguments.arguments("five parts", "1.2.3.4.5"),
                Arguments.arguments("octet 256", "256.1.1.1"),
                Arguments.arguments("a dot after the address", "127.0.0.1."),
                Arguments.arguments("a name that ends in a number", "allowed.example.1"),
                Arguments.arguments("brackets", "[::1]"),
                Arguments.arguments("zone", "fe80::1%eth0"),
                Arguments.arguments("zone that ends as an allowed name", "::ffff:127.0.0.1%x.allowed.example"),
                Arguments.arguments("nine groups", "1:2:3:4:5:6:7:8:9"),
                Arguments.arguments("port", "allowed.example:443"),
                Arguments.arguments("CRLF", "a\r\n\r\nCONNECT internal:8080 HTTP/1.1\r\nX: .allowed.example"),
                Arguments.arguments("NUL", "denied.example\0.allowed.example"),
                Arguments.arguments("NUL at the end", "allowed.example\0"),
                Arguments.arguments("byte 0x80", "allowed\u0080.example"),
                Arguments.arguments("space", " allowed.example"),
                Arguments.arguments("at", "user@allowed.example"),
                Arguments.arguments("empty label", "allowed..example"),
                Arguments.arguments("two dots at the end", "allowed.example.."),
                Arguments.arguments("wildcard", "*.allowed.example"),
                Arguments.arguments("255 bytes of one label", "a".repeat(255)),
                Arguments.arguments("255 bytes of legal labels", "a.".repeat(127) + "a"),
                Arguments.arguments("label of 64 bytes", "a".repeat(64) + ".example"));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("A-038")
    @Tag("A-039")
    @Tag("A-041")
    @MethodSource("names")
    void whatIsNeitherACanonicalNameNorAnAddressIsRefused(String what, String name) {
        assertThat(ask(name)).isInstanceOfSatisfying(SocksProgress.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(DenyReason.NAME_INVALID);
            assertThat(refused.replies()).containsExactly(SocksReply.NO_LOGIN, SocksReply.NOT_ALLOWED);
            assertThat(refused.detail()).hasSizeBetween(5, 700);
            assertThat(refused.detail().chars()).noneMatch(Character::isISOControl);
        });
    }

    @ParameterizedTest(name = "{0}")
    @Tag("A-044")
    @CsvSource({
        "01 7f000001, floor-address",
        "01 a9fea9fe, metadata-address",
        "01 00000000, floor-address",
        "01 0a000001, special-purpose-address",
        "04 00000000000000000000000000000001, floor-address",
        "04 00000000000000000000ffffa9fea9fe, metadata-address",
        "04 0064ff9b0000000000000000a9fea9fe, metadata-address"
    })
    void anAddressThatIsAskedForIsJudgedAsAnyOther(String address, String reason) {
        Policy policy = Policy.of(Profile.PERMISSIVE, List.of(), List.of(), List.of(), List.of())
                .orElseThrow();
        assertThat(feed(hex(OPEN + "05 01 00" + address + "01bb"), 1).end())
                .isInstanceOfSatisfying(
                        SocksProgress.Request.class,
                        request -> assertThat(
                                        policy.decide(request.target().flow()).reasonId())
                                .isEqualTo(reason));
    }
}
