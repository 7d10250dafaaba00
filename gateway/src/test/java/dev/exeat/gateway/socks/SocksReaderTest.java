package dev.exeat.gateway.socks;

import static dev.exeat.gateway.socks.Negotiation.OPEN;
import static dev.exeat.gateway.socks.Negotiation.ask;
import static dev.exeat.gateway.socks.Negotiation.asked;
import static dev.exeat.gateway.socks.Negotiation.feed;
import static dev.exeat.gateway.socks.Negotiation.hex;
import static dev.exeat.gateway.socks.Negotiation.join;
import static dev.exeat.gateway.socks.Negotiation.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.policy.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Negotiations that end in a request, step by step and however they are cut. */
class SocksReaderTest {
    private static final String LOGIN_AND_REQUEST = "05 02 01 02  01 04 75736572 03 707764  05 01 00 03 01 61 0016";

    private static List<SocksReply> replies(SocksReply... replies) {
        return List.of(replies);
    }

    @Test
    void theServerSpeaksWhenItIsItsTurn() {
        SocksReader reader = new SocksReader();
        assertThat(reader.take(Unpooled.EMPTY_BUFFER)).isEqualTo(new SocksProgress.More(replies()));
        assertThat(reader.take(bytes("05 02 02"))).isEqualTo(new SocksProgress.More(replies()));
        assertThat(reader.take(bytes("01"))).isEqualTo(new SocksProgress.More(replies(SocksReply.LOGIN)));
        assertThat(reader.take(bytes("01 01 75 00"))).isEqualTo(new SocksProgress.More(replies(SocksReply.LOGGED_IN)));
        assertThat(reader.take(bytes("05 01 00 01 cb007109 01"))).isEqualTo(new SocksProgress.More(replies()));
        assertThat(reader.take(bytes("bb 16 03")))
                .isEqualTo(new SocksProgress.Request(
                        HostPort.parse("203.0.113.9:443").orElseThrow(), 1, replies()));
        assertThatThrownBy(() -> reader.take(bytes("00"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noLoginIsAskedForWhereTheClientCanDoWithout() {
        for (String greeting : List.of("05 01 00", "05 02 00 02", "05 03 02 01 00", "05 04 80 00 ff 02")) {
            assertThat(feed(hex(greeting), 1).end()).isEqualTo(new SocksProgress.More(replies(SocksReply.NO_LOGIN)));
        }
    }

    @Test
    @Tag("C-093")
    void ofTwoHundredAndFiftyFiveMethodsOneIsChosen() {
        byte[] methods = new byte[255];
        for (int i = 0; i < methods.length; i++) {
            methods[i] = (byte) (255 - i);
        }
        assertThat(feed(join(hex("05 ff"), methods), 1).end())
                .isEqualTo(new SocksProgress.More(replies(SocksReply.LOGIN)));
        assertThat(feed(join(hex("05 ff"), new byte[255]), 1).end())
                .isEqualTo(new SocksProgress.More(replies(SocksReply.NO_LOGIN)));
    }

    /** The door is open to the whole sandbox: what is sent there proves nothing, and is not compared with anything. */
    @ParameterizedTest(name = "{0}")
    @Tag("C-095")
    @CsvSource({
        "a name and a password, 4, 3",
        "a name without a password, 4, 0",
        "neither, 0, 0",
        "both at their longest, 255, 255"
    })
    void anyLoginIsTaken(String name, int user, int password) {
        byte[] login = join(
                hex("05 01 02 01 %02x".formatted(user)),
                new byte[user],
                hex("%02x".formatted(password)),
                new byte[password]);
        assertThat(feed(login, login.length))
                .isEqualTo(new Negotiation.Outcome(
                        new SocksProgress.More(replies(SocksReply.LOGIN, SocksReply.LOGGED_IN)), login.length));
    }

    @Test
    void theLongestNegotiationHas1032Bytes() {
        byte[] greeting = join(hex("05 ff 02"), fill(254, 1));
        byte[] login = join(hex("01 ff"), new byte[255], hex("ff"), new byte[255]);
        byte[] all = join(greeting, login, request("a".repeat(255)));
        assertThat(all).hasSize(1032);
        Negotiation.Outcome outcome = feed(all, 1);
        assertThat(outcome.end()).isInstanceOf(SocksProgress.Refused.class);
        assertThat(outcome.octets()).isLessThanOrEqualTo(1032);
    }

    static Stream<String> dialogues() {
        return Stream.of(
                OPEN + "05 01 00 03 0f 616c6c6f7765642e6578616d706c65 01bb 160301",
                OPEN + "05 01 00 01 cb007109 1388 474554",
                OPEN + "05 01 00 04 20010db8000000000000000000000001 01bb",
                LOGIN_AND_REQUEST + "5353482d",
                OPEN + "05 02 00 01 cb007109 1388",
                OPEN + "05 01 00 03 0a 302e302e302e302e3061 01bb",
                "05 01 01",
                "05 01 02 05 00");
    }

    @ParameterizedTest
    @Tag("C-094")
    @MethodSource("dialogues")
    void theAnswerDoesNotDependOnTheCut(String dialogue) {
        byte[] bytes = hex(dialogue);
        Negotiation.Outcome byByte = feed(bytes, 1);
        assertThat(byByte.end()).isNotInstanceOf(SocksProgress.More.class);
        for (int at = 0; at < bytes.length; at++) {
            Negotiation.Outcome cut = Negotiation.cutOnce(bytes, at);
            assertThat(cut.end()).isEqualTo(byByte.end());
            if (cut.end() instanceof SocksProgress.Request) {
                assertThat(cut.octets()).isEqualTo(byByte.octets());
            }
        }
    }

    @Test
    @Tag("C-094")
    void whatFollowsTheRequestStaysForTheTunnel() {
        byte[] hello = hex("16 0301 0005 01 000001 00");
        byte[] negotiation = join(hex(OPEN), request("allowed.example"));
        byte[] all = join(negotiation, hello);
        assertThat(new SocksReader().take(Unpooled.wrappedBuffer(all)))
                .isEqualTo(new SocksProgress.Request(
                        HostPort.parse("allowed.example:443").orElseThrow(),
                        negotiation.length,
                        replies(SocksReply.NO_LOGIN)));
        assertThat(Arrays.copyOfRange(all, negotiation.length, all.length)).isEqualTo(hello);
        byte[] withLogin = join(hex(LOGIN_AND_REQUEST), hello);
        assertThat(new SocksReader().take(Unpooled.wrappedBuffer(withLogin)))
                .isEqualTo(new SocksProgress.Request(
                        HostPort.parse("a:22").orElseThrow(),
                        withLogin.length - hello.length,
                        replies(SocksReply.LOGIN, SocksReply.LOGGED_IN)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "IPv4 | 01 cb007109 01bb | 203.0.113.9:443",
                "IPv6 | 04 20010db8000000000000000000000001 0001 | [2001:db8::1]:1",
                "mapped IPv4 stays what it is | 04 00000000000000000000ffff0a000001 ffff | [::ffff:10.0.0.1]:65535",
                "0.0.0.0 is for the policy to judge | 01 00000000 01bb | 0.0.0.0:443"
            })
    void anAddressIsReadAsItIs(String name, String address, String target) {
        assertThat(feed(hex(OPEN + "05 01 00" + address), 1).end()).isEqualTo(asked(target, SocksReply.NO_LOGIN));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "allowed.example, allowed.example:443",
        "ALLOWED.example, allowed.example:443",
        "allowed.example., allowed.example:443",
        "xn--bcher-kva.example, xn--bcher-kva.example:443",
        "localhost, localhost:443",
        "203.0.113.9, 203.0.113.9:443",
        "2001:DB8::1, [2001:db8::1]:443",
        "::ffff:10.0.0.1, [::ffff:10.0.0.1]:443"
    })
    void aNameIsReadAsAtEveryDoorAndALiteralAsTheLiteral(String name, String target) {
        assertThat(ask(name)).isEqualTo(asked(target, SocksReply.NO_LOGIN));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LOGIN, 05 00",
        "LOGIN, 05 02",
        "NO_METHOD, 05 ff",
        "LOGGED_IN, 01 00",
        "LOGIN_FAILED, 01 01",
        "SUCCEEDED, 05 00 00 01 00000000 0000",
        "GENERAL_FAILURE, 05 01 00 01 00000000 0000",
        "NOT_ALLOWED, 05 02 00 01 00000000 0000",
        "HOST_UNREACHABLE, 05 04 00 01 00000000 0000",
        "CONNECTION_REFUSED, 05 05 00 01 00000000 0000",
        "COMMAND_NOT_SUPPORTED, 05 07 00 01 00000000 0000",
        "ADDRESS_TYPE_NOT_SUPPORTED, 05 08 00 01 00000000 0000"
    })
    void everyReplyIsThatOfTheRfc(SocksReply reply, String bytes) {
        assertThat(reply.bytes()).isEqualTo(hex(bytes));
    }

    private static byte[] fill(int octets, int value) {
        byte[] bytes = new byte[octets];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(hex(hex));
    }
}
