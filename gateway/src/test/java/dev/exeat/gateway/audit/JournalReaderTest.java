package dev.exeat.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalReaderTest {
    @TempDir
    Path directory;

    private Path file;
    private List<String> lines = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("audit.jsonl");
        try (Journal journal = Journal.open(file, "calm-otter", fault -> {})) {
            for (String name : List.of("a.example", "b.example", "c.example", "d.example")) {
                journal.append(
                        AuditEntry.of(Event.CONNECTION).with(Field.NAME, name).with(Field.PORT, 443));
            }
        }
        lines = new ArrayList<>(Files.readAllLines(file));
    }

    private Verification verify() throws Exception {
        Files.writeString(file, String.join("\n", lines) + "\n");
        return JournalReader.verify(file);
    }

    @Test
    void anUntouchedJournalIsIntact() throws Exception {
        assertThat(verify()).isEqualTo(new Verification.Intact(4, false));
    }

    @Test
    void aChangedLineBreaksTheNext() throws Exception {
        lines.set(1, lines.get(1).replace("b.example", "x.example"));
        assertThat(verify())
                .isEqualTo(new Verification.Broken(3, "the line before it was changed, or lines are missing"));
    }

    @Test
    void aRemovedLineIsNoticed() throws Exception {
        lines.remove(2);
        assertThat(verify())
                .isEqualTo(new Verification.Broken(3, "the line before it was changed, or lines are missing"));
    }

    @Test
    void aRemovedFirstLineIsNoticed() throws Exception {
        lines.removeFirst();
        assertThat(verify())
                .isEqualTo(new Verification.Broken(1, "the line before it was changed, or lines are missing"));
    }

    @Test
    void swappedLinesAreNoticed() throws Exception {
        lines.add(1, lines.remove(2));
        assertThat(verify()).isInstanceOf(Verification.Broken.class);
    }

    @Test
    void anEndWithoutALineFeedIsUnfinished() throws Exception {
        Files.writeString(file, String.join("\n", lines) + "\n{\"time");
        assertThat(JournalReader.verify(file)).isEqualTo(new Verification.Unfinished(4, 6));
    }

    @Test
    void anEmptyJournalIsIntact() throws Exception {
        Files.writeString(file, "");
        assertThat(JournalReader.verify(file)).isEqualTo(new Verification.Intact(0, false));
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws Exception {
        Files.write(file, new byte[10 * JournalFile.LINE_LIMIT]);
        assertThatThrownBy(() -> JournalReader.verify(file)).hasMessageContaining("longer than any record");
    }

    @Test
    void aJournalThatGrowsIsReadOn() throws Exception {
        try (JournalReader reader = JournalReader.open(file)) {
            for (int i = 0; i < 4; i++) {
                assertThat(reader.next()).isNotNull();
            }
            assertThat(reader.next()).isNull();
            try (Journal journal = Journal.open(file, "calm-otter", fault -> {})) {
                journal.append(AuditEntry.of(Event.END));
            }
            assertThat(reader.next()).isInstanceOfSatisfying(JournalReader.Line.Whole.class, whole -> {
                assertThat(whole.record().event()).isEqualTo(Event.END);
                assertThat(whole.follows()).isEmpty();
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{}`",
                "`{\"a\":1`",
                "`{\"a\":1} `",
                "`{\"a\": 1}`",
                "`{\"a\":1,\"a\":2}`",
                "`{\"a\":1.5}`",
                "`{\"a\":-}`",
                "`{\"a\":99999999999999999999}`",
                "`{\"a\":true}`",
                "`{\"a\":[1]}`",
                "`{\"a\":{}}`",
                "`{\"a\":\"\\n\"}`",
                "`{\"a\":\"\\u12G4\"}`",
                "`{\"a\":\"\\u12`",
                "`{\"a\":\"ä\"}`",
                "`{\"a\":\"`",
                "`[1]`",
            })
    void anythingButOurOwnFlatObjectsIsMalformed(String text) {
        assertThatThrownBy(() -> new JsonObjectReader(text).read()).isInstanceOf(RecordLine.Malformed.class);
    }

    @Test
    void everyTextComesBackAsItWas() throws Exception {
        String text = "quote \" backslash \\ tab \t nul \0 escape \u001b[31m \u007f ä \u202e \ud83d\ude00 \ud83d";
        byte[] line = new JsonLine().text("a", text).number("n", Long.MIN_VALUE).bytes();
        assertThat(new String(line, StandardCharsets.US_ASCII)).matches("[ -~]+\n");
        var object = new JsonObjectReader(new String(line, 0, line.length - 1, StandardCharsets.US_ASCII)).read();
        assertThat(object).containsEntry("a", text).containsEntry("n", Long.MIN_VALUE);
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesAreReadOrRefused(byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Test
    void randomlyChangedLinesAreReadOrRefused() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = lines.get(i % 4).getBytes(StandardCharsets.US_ASCII);
            for (int c = random.nextInt(4); c >= 0; c--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            readOrRefuse(bytes);
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            assertThat(RecordLine.read(new String(bytes, StandardCharsets.ISO_8859_1)))
                    .isNotNull();
        } catch (RecordLine.Malformed e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
