package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Parsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds costs a bounded amount of time and memory and ends in a value. */
@Tag("E-015")
class HostileFileTest {
    private static final int MEGABYTE = 1 << 20;
    private static final String VALID = """
            version: 1
            profile: strict
            egress:
              allow:
                - api.example
                - { host: "*.b.example", ports: [80, 8000-8010], methods: [GET], paths: ["/v1/**"], expires: 2027-01-31 }
              deny: [bad.example]
            host: [8931]
            publish: ["127.0.0.1:8080:80"]
            dns: { upstream: [192.0.2.53], queries-per-minute: 600 }
            limits: { connections: 10 }
            """;

    static Stream<Arguments> bombs() {
        String head = "version: 1\n";
        StringBuilder laughs = new StringBuilder(head + "a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d,*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        return Stream.of(
                Arguments.of("billion laughs", laughs.toString()),
                Arguments.of("open brackets", head + "host:\n" + " [\n".repeat(MEGABYTE / 3 - 20)),
                Arguments.of("open braces", head + "a: " + "{a: ".repeat(1000)),
                Arguments.of("block nesting", head + nested()),
                Arguments.of("many keys", head + lines("k%d: 1\n")),
                Arguments.of("many bad rules", head + "egress:\n  allow:\n" + lines("    - a..b%d\n")),
                Arguments.of("many good rules", head + "egress:\n  allow:\n" + lines("    - h%d.example\n")),
                Arguments.of("many commas", head + "host: [\n" + "1,\n".repeat(MEGABYTE / 3 - 20) + "]"),
                Arguments.of("question marks", head + "? \n".repeat(MEGABYTE / 3 - 10)),
                Arguments.of("dashes", "- ".repeat(2000) + "\n"),
                Arguments.of("colons", head + ":\n".repeat(MEGABYTE / 2 - 10)),
                Arguments.of("quotes", head + "a: \"" + "\\\n".repeat(MEGABYTE / 2 - 20)),
                Arguments.of("comments", "#\n".repeat(MEGABYTE / 2)),
                Arguments.of("anchors", head + lines("k%d: &a%<d 1\n")),
                Arguments.of("blank lines", head + "\n".repeat(MEGABYTE - 20)),
                Arguments.of("block scalar", head + "a: |\n" + " x\n".repeat(MEGABYTE / 3 - 20)));
    }

    private static String nested() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        return text.toString();
    }

    private static String lines(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < MEGABYTE - 100; i++) {
            text.append(line.formatted(i));
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aBombIsReadOrRefusedInBoundedTime(String name, String text) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isNotNull());
    }

    @Test
    void problemsAreNotCollectedWithoutEnd() {
        String text = "version: 1\negress:\n  allow:\n" + lines("    - a..b%d\n");
        assertThat(read(text.getBytes(StandardCharsets.UTF_8)).problems())
                .hasSize(101)
                .last()
                .extracting(problem -> problem.id())
                .isEqualTo("too-many-problems");
    }

    @Test
    void anyChangeOfAFileIsReadOrRefused() {
        Random random = new Random(4711);
        List<String> scraps = List.of(
                "\n",
                " ",
                "- ",
                ": ",
                "[",
                "]",
                "{",
                "}",
                "\"",
                "'",
                "&a ",
                "*a",
                "!!str ",
                "|",
                ">",
                "#",
                "%",
                "@",
                "?",
                "\t",
                "\u0000",
                "\u0085",
                "\u2028",
                "\ud800",
                "\udbff\udfff",
                "---\n",
                "...\n",
                "<<: ",
                "~",
                "0x1F",
                "ruleset",
                "host",
                "tcp://",
                "1-65535",
                "2027-01-31",
                ",");
        for (int round = 0; round < 6_000; round++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + random.nextInt(12));
                text.replace(from, to, random.nextBoolean() ? scraps.get(random.nextInt(scraps.size())) : "");
            }
            read(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = VALID.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read(bytes);
        }
    }

    /** Reads, and when it is right also writes it and reads that: the same must come out. */
    private static Parsed<PolicyDocument> read(byte[] bytes) {
        Parsed<PolicyDocument> read = PolicyFile.decode("exeat.yaml", bytes).flatMap(PolicyReader::read);
        boolean small = bytes.length < 10_000;
        if (small && read instanceof Parsed.Ok<PolicyDocument>(PolicyDocument document)) {
            PolicyWriterTest.assertSame(document);
        }
        read.problems()
                .forEach(problem -> assertThat(
                                problem.place() != null || problem.id().equals("too-many-problems"))
                        .isTrue());
        return read;
    }
}
