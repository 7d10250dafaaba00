package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random damage to good and bad inputs of every parser: no exception, canonical forms that stay what they are, problems that say something. */
class MutationTest {
    private static final int INPUTS = 100_000;

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final List<String> SEEDS = List.of(
            "api.example.com",
            "**.example.com:443",
            "tcp://git.example.com:22",
            "b\u00FCcher.example",
            "xn--bcher-kva.example",
            "*.a.example",
            ".a.example",
            "203.0.113.0/24:5432",
            "[2001:db8::/32]:443",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            "192.0.2.1:80",
            "\u05D0\u05D1\u05D2.example",
            "l\u00B7l.example",
            "\u0628\u0661.example",
            "\u30A2\u30FB\u30A2.example",
            "https://user:secret@a.example:8443/p?q#f",
            "_dmarc.a.example.",
            "xn--mgba3a4f16a.example",
            "8000-8010",
            "0x7f.0.0.1",
            "e\u0301xample.test",
            "\uD83D\uDE00.example",
            "a.b.c.d.e.f.g.h.i.j.example",
            "fe80::1%eth0",
            "127.0.0.1");

    private static final List<String> PARTS = List.of(
            ".",
            "..",
            "-",
            "--",
            "_",
            "*",
            "**.",
            ":",
            "::",
            "[",
            "]",
            "/",
            "%",
            "%00",
            "@",
            "\\",
            "#",
            "?",
            ",",
            " ",
            "\0",
            "\n",
            "\r\n",
            "xn--",
            "tcp://",
            "0",
            "255",
            "256",
            "99999",
            "0x",
            "a",
            "Z",
            "\u00AD",
            "\u200B",
            "\u200C",
            "\u200D",
            "\u3002",
            "\uFF0E",
            "\uFF11",
            "\u0301",
            "\u212A",
            "\u0130",
            "\u2100",
            "\uD800",
            "\uDC00",
            "\uD83D\uDE00",
            "\u05D0",
            "\u0661",
            "\u06F1",
            "\u00DF",
            "\u03C2",
            "\u1E9E",
            "\u095E",
            "\u13A0",
            "\uAB70",
            "\u202E",
            "\u0378",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "99999999");

    private final Random random = new Random(827);

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String input() {
        StringBuilder text = new StringBuilder(any(SEEDS));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, any(PARTS));
                case 1 -> text.replace(at, Math.min(text.length(), at + 1 + random.nextInt(3)), any(PARTS));
                case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
                case 3 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
                default -> text.insert(at, Character.toString(random.nextInt(random.nextBoolean() ? 0x250 : 0x110000)));
            }
        }
        return text.toString();
    }

    @Test
    @Tag("A-082")
    void oneCanonicalFormForEveryWayIn() {
        int good = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = input();
            Parsed<HostName> users = HostName.parse(text);
            Parsed<HostName> wire = HostName.parseWire(text);
            Parsed<HostName> bytes = HostName.parseWire(text.getBytes(StandardCharsets.UTF_8));
            // The wire is the stricter one, and where it takes a name it is the same name.
            if (wire.isOk() ? !users.equals(wire) || !bytes.equals(wire) : bytes.isOk()) {
                throw new AssertionError(Quoted.of(text) + ": " + users + ", " + wire + ", " + bytes);
            }
            if (users instanceof Parsed.Ok<HostName>(HostName name)) {
                good++;
                staysWhatItIs(name);
            }
            saysSomething(users.problems());
            saysSomething(wire.problems());
        }
        assertThat(good).isBetween(INPUTS / 20, INPUTS / 2);
    }

    private static void staysWhatItIs(HostName name) {
        assertThat(HostName.parseWire(name.ascii())).isEqualTo(Parsed.ok(name));
        assertThat(HostName.parse(name.ascii())).isEqualTo(Parsed.ok(name));
        assertThat(HostName.parse(name.unicode())).isEqualTo(Parsed.ok(name));
        assertThat(HostName.parseLabels(name.labels().stream()
                        .map(label -> label.getBytes(StandardCharsets.US_ASCII))
                        .toList()))
                .isEqualTo(Parsed.ok(name));
        assertThat(Target.parseWire(name.ascii())).isEqualTo(Parsed.ok(Target.of(name)));
        assertThat(HostPort.parse(name + ":443")).isEqualTo(Parsed.ok(new HostPort(Target.of(name), 443)));
        assertThat(DomainPattern.parse(name.ascii())).isEqualTo(Parsed.ok(DomainPattern.exactly(name)));
    }

    @Test
    @Tag("A-082")
    void everyOtherParserTakesAnythingToo() {
        for (int i = 0; i < INPUTS; i++) {
            String text = input();
            if (DomainPattern.parse(text) instanceof Parsed.Ok<DomainPattern>(DomainPattern pattern)) {
                assertThat(DomainPattern.parse(pattern.toString())).isEqualTo(Parsed.ok(pattern));
                saysSomething(pattern.warnings());
            }
            if (AddressBlock.parse(text) instanceof Parsed.Ok<AddressBlock>(AddressBlock block)) {
                assertThat(AddressBlock.parse(block.toString())).isEqualTo(Parsed.ok(block));
            }
            if (HostPort.parse(text) instanceof Parsed.Ok<HostPort>(HostPort authority)) {
                assertThat(HostPort.parse(authority.toString())).isEqualTo(Parsed.ok(authority));
            }
            for (Rule.Effect effect : List.of(Rule.Effect.ALLOW, Rule.Effect.DENY)) {
                saysSomething(RuleText.parse(effect, "--allow", text).problems());
            }
            saysSomething(PortSet.parse(text).problems());
        }
    }

    @Test
    void addressesThatAreReadAreWrittenTheSame() {
        for (int i = 0; i < INPUTS; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(4); zeros > 0; zeros--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            IpAddress address = IpAddress.of(bytes);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(Parsed.ok(address));
            assertThat(address.bytes()).isEqualTo(bytes);
        }
    }

    private static void saysSomething(List<Problem> problems) {
        for (Problem problem : problems) {
            if (!ID.matcher(problem.id()).matches() || !isSentence(problem.message()) || !isSentence(problem.fix())) {
                throw new AssertionError(problem.toString());
            }
        }
    }

    private static boolean isSentence(String text) {
        return !text.isBlank()
                && text.length() < 2_000
                && !text.endsWith(".")
                && text.chars().noneMatch(MutationTest::isHidden);
    }

    private static boolean isHidden(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }

    @Test
    @Tag("A-078")
    void aMegabyteIsRefusedAtOnce() {
        List<String> huge = List.of(
                "a".repeat(1_000_000),
                "a.".repeat(500_000),
                "\u00FC".repeat(1_000_000),
                "*".repeat(1_000_000),
                "1.".repeat(500_000),
                ":".repeat(1_000_000),
                "[".repeat(1_000_000),
                "xn--" + "9".repeat(1_000_000),
                "0".repeat(1_000_000));
        long start = System.nanoTime();
        for (String text : huge) {
            assertThat(HostName.parse(text).isOk() || HostName.parseWire(text).isOk())
                    .isFalse();
            assertThat(DomainPattern.parse(text).isOk() || HostPort.parse(text).isOk())
                    .isFalse();
            assertThat(AddressBlock.parse(text).isOk() || PortSet.parse(text).isOk())
                    .isFalse();
            assertThat(RuleText.parse(Rule.Effect.ALLOW, "--allow", text).isOk())
                    .isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
