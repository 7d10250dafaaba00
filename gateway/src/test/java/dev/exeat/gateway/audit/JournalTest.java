package dev.exeat.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Path file() {
        return directory.resolve("audit.jsonl");
    }

    private Journal open() throws IOException {
        return Journal.open(file(), "calm-otter", faults::add);
    }

    private static AuditEntry connection(String name) {
        return AuditEntry.of(Event.CONNECTION)
                .with(Field.NAME, name)
                .with(Field.PORT, 443)
                .with(Field.VERDICT, "deny")
                .with(Field.REASON, "not-allowed");
    }

    private List<AuditRecord> records() throws IOException {
        List<AuditRecord> records = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(file())) {
            for (var line = reader.next(); line != null; line = reader.next()) {
                records.add(((JournalReader.Line.Whole) line).record());
            }
        }
        return records;
    }

    @Test
    void everyLineNamesTheHashOfTheLineBefore() throws Exception {
        try (Journal journal = open()) {
            journal.append(AuditEntry.of(Event.START));
            journal.append(connection("a.example"));
        }
        List<String> lines = Files.readAllLines(file());
        assertThat(lines.get(0))
                .matches("\\{\"time\":\"2[0-9-]{9}T[0-9:]{8}\\.[0-9]{6}Z\",\"seq\":1,"
                        + "\"sandbox\":\"calm-otter\",\"event\":\"start\",\"prev\":\"0{64}\"}");
        String hash = Chain.hash(
                lines.get(0).getBytes(StandardCharsets.US_ASCII), lines.get(0).length());
        assertThat(lines.get(1))
                .endsWith("\"event\":\"connection\",\"name\":\"a.example\",\"port\":443,\"verdict\":\"deny\","
                        + "\"reason\":\"not-allowed\",\"prev\":\"" + hash + "\"}");
        assertThat(JournalReader.verify(file())).isEqualTo(new Verification.Intact(2, false));
    }

    @Test
    void aRecordIsInTheFileWhenAppendReturns() throws Exception {
        try (Journal journal = open()) {
            journal.append(connection("a.example"));
            assertThat(records()).hasSize(1);
        }
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void anOlderJournalIsContinued() throws Exception {
        try (Journal journal = open()) {
            journal.append(AuditEntry.of(Event.START));
        }
        try (Journal journal = open()) {
            journal.append(AuditEntry.of(Event.END));
        }
        assertThat(records()).extracting(AuditRecord::sequence).containsExactly(1L, 2L);
        assertThat(JournalReader.verify(file())).isEqualTo(new Verification.Intact(2, true));
    }

    @Test
    void aTornLastLineIsCutOffAndSaid() throws Exception {
        try (Journal journal = open()) {
            journal.append(AuditEntry.of(Event.START));
            journal.append(connection("a.example"));
        }
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length - 10));
        assertThat(JournalReader.verify(file())).isInstanceOf(Verification.Unfinished.class);
        open().close();
        assertThat(records()).extracting(AuditRecord::event).containsExactly(Event.START, Event.RECOVERED);
        assertThat(records().get(1).detail()).matches("a torn last line of [0-9]+ bytes was cut off");
        assertThat(JournalReader.verify(file())).isEqualTo(new Verification.Intact(2, false));
    }

    @Test
    void aFileThatIsNoJournalIsNotContinued() throws Exception {
        Files.writeString(file(), "something else\n");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("is no record");
        assertThat(Files.readString(file())).isEqualTo("something else\n");
    }

    @Test
    void twoWritersAreRefused() throws Exception {
        try (Journal _ = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("cannot lock");
        }
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Files.createSymbolicLink(file(), directory.resolve("elsewhere"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void writersOfManyThreadsMakeOneChain() throws Exception {
        try (Journal journal = open()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(Thread.ofPlatform().start(() -> appendMany(journal)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(JournalReader.verify(file())).isEqualTo(new Verification.Intact(8 * 200, false));
    }

    private static void appendMany(Journal journal) {
        try {
            for (int i = 0; i < 200; i++) {
                journal.append(connection("h" + i + ".example"));
            }
        } catch (JournalFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFloodOfEqualDenialsIsOneLineAndACount() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 5000; i++) {
                journal.appendDenial(connection("a.example").with(Field.FLOW, i));
            }
            journal.appendDenial(connection("b.example"));
        }
        assertThat(records()).extracting(AuditRecord::name).containsExactly("a.example", "b.example", "a.example");
        assertThat(records()).extracting(AuditRecord::count).containsExactly(1L, 1L, 4999L);
    }

    @Test
    void aFloodOfDifferentDenialsIsBounded() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 5000; i++) {
                journal.appendDenial(connection("h" + i + ".example"));
            }
        }
        assertThat(records()).hasSize(Coalescer.KINDS + 1);
        assertThat(records().getLast().count()).isEqualTo(5000 - Coalescer.KINDS);
    }

    @Test
    @Tag("E-009")
    void aRemovedFileIsNoticedBeforeTheNextRecord() throws Exception {
        refusesAfter(() -> Files.delete(file()), "removed or replaced");
    }

    @Test
    @Tag("E-009")
    void aFileReplacedByADirectoryIsNoticedBeforeTheNextRecord() throws Exception {
        refusesAfter(
                () -> {
                    Files.delete(file());
                    Files.createDirectory(file());
                },
                "removed or replaced");
    }

    @Test
    @Tag("E-009")
    void aFileReplacedByACopyIsNoticedBeforeTheNextRecord() throws Exception {
        refusesAfter(
                () -> {
                    Path copy = Files.copy(file(), directory.resolve("copy"));
                    Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
                },
                "removed or replaced");
    }

    @Test
    @Tag("E-009")
    void aTruncatedFileIsNoticedBeforeTheNextRecord() throws Exception {
        refusesAfter(() -> Files.write(file(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING), "was cut to 0");
    }

    @Test
    @Tag("E-009")
    void aChangedModeIsNoticedBeforeTheNextRecord() throws Exception {
        refusesAfter(
                () -> Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("---------")),
                "mode of the file was changed to 0");
    }

    private interface Tampering {
        void run() throws IOException;
    }

    private void refusesAfter(Tampering tampering, String why) throws Exception {
        try (Journal journal = open()) {
            journal.append(connection("a.example"));
            tampering.run();
            assertThatThrownBy(() -> journal.append(connection("b.example")))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining(why);
            assertThat(journal.isHealthy()).isFalse();
            journal.tick();
            assertThatThrownBy(() -> journal.append(connection("c.example"))).isInstanceOf(JournalFailure.class);
        }
        assertThat(faults)
                .singleElement()
                .asString()
                .contains("the journal cannot be written: ")
                .contains(why);
    }

    @Test
    @Tag("E-009")
    void aFileMovedAwayIsNoticedWithinASecondAndTheGapIsRecordedWhenItIsBack() throws Exception {
        Path away = directory.resolve("audit.jsonl.1");
        try (Journal journal = open()) {
            journal.append(connection("a.example"));
            Files.move(file(), away);
            journal.tick();
            assertThatThrownBy(() -> journal.append(connection("b.example")))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("moved to");
            Files.move(away, file());
            journal.tick();
            journal.append(connection("c.example"));
        }
        assertThat(records())
                .extracting(r -> r.event() + " " + r.name() + " " + r.count())
                .containsExactly("CONNECTION a.example 1", "FAULT  1", "CONNECTION c.example 1");
        assertThat(records().get(1).detail()).startsWith("no record could be written: the file was moved to");
        assertThat(faults).hasSize(1);
    }

    @Test
    void foreignBytesAreCutOffAndNothingIsChainedToThem() throws Exception {
        try (Journal journal = open()) {
            journal.append(connection("a.example"));
            Files.writeString(file(), "forged\n", StandardOpenOption.APPEND);
            assertThatThrownBy(() -> journal.append(connection("b.example"))).isInstanceOf(JournalFailure.class);
            journal.tick();
            journal.append(connection("c.example"));
        }
        assertThat(JournalReader.verify(file())).isEqualTo(new Verification.Intact(3, false));
    }

    private static AuditEntry request(String path) {
        return AuditEntry.of(Event.REQUEST)
                .with(Field.NAME, "a.example")
                .with(Field.PATH, path)
                .with(Field.VERDICT, "allow");
    }

    @Test
    void aFloodOfEqualRequestsIsOneLineAndACountAfterTheFirstMany() throws Exception {
        int most = 3 * Journal.IN_FULL;
        try (Journal journal = open()) {
            for (int i = 0; i < most; i++) {
                journal.appendAllowed(request("/same").with(Field.FLOW, i).with(Field.DECISION, "d" + i));
            }
            journal.appendAllowed(request("/other"));
        }
        List<AuditRecord> records = records();
        assertThat(records.size()).isBetween(Journal.IN_FULL, 2 * Journal.IN_FULL);
        assertThat(records.subList(0, Journal.IN_FULL)).allMatch(record -> record.count() == 1);
        assertThat(records).extracting(AuditRecord::path).contains("/other");
        assertThat(records.stream()
                        .filter(record -> record.path().equals("/same"))
                        .mapToLong(AuditRecord::count)
                        .sum())
                .isEqualTo(most);
    }

    @Test
    void noFloodOfRequestsHidesOneThatDiffers() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 2 * Journal.IN_FULL; i++) {
                journal.appendAllowed(request("/" + i));
            }
        }
        assertThat(records()).hasSize(2 * Journal.IN_FULL).allMatch(record -> record.count() == 1);
    }

    @Test
    void aJournalOfItsLargestSizeTakesEndsAndNothingNew() throws Exception {
        long limit = Journal.RESERVE + 20_000;
        Journal journal =
                new Journal(JournalFile.open(file()), "calm-otter", InstantSource.system(), faults::add, limit);
        int taken = 0;
        while (journal.isHealthy() && taken < 10_000) {
            try {
                journal.append(request("/" + taken++));
            } catch (JournalFailure full) {
                assertThat(full).hasMessageContaining("largest size");
            }
        }
        assertThat(taken).isLessThan(10_000);
        assertThat(faults).singleElement().asString().contains("largest size");
        assertThatThrownBy(() -> journal.append(request("/more"))).isInstanceOf(JournalFailure.class);
        assertThatThrownBy(() -> journal.appendDenial(connection("denied.example")))
                .isInstanceOf(JournalFailure.class);
        assertThatThrownBy(() -> journal.appendAllowed(request("/more"))).isInstanceOf(JournalFailure.class);
        journal.append(AuditEntry.of(Event.CLOSED).with(Field.NAME, "last.example"));
        journal.tick();
        assertThat(journal.isHealthy()).isFalse();
        journal.end(AuditEntry.of(Event.END));
        assertThat(faults).hasSize(1);
        assertThat(records().subList(taken - 1, taken + 2))
                .extracting(AuditRecord::event)
                .containsExactly(Event.FAULT, Event.CLOSED, Event.END);
        assertThat(records().get(taken - 1).reason()).isEqualTo("journal-full");
        assertThat(JournalReader.verify(file())).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void noRecordWhateverMakesAJournalLarger() throws Exception {
        long limit = Journal.RESERVE;
        Journal journal =
                new Journal(JournalFile.open(file()), "calm-otter", InstantSource.system(), faults::add, limit);
        AuditEntry closed = AuditEntry.of(Event.CLOSED).with(Field.DETAIL, "x".repeat(AuditEntry.TEXT_LIMIT));
        int taken = 0;
        try {
            for (; taken < 20_000; taken++) {
                journal.append(closed);
            }
        } catch (JournalFailure full) {
            assertThat(full).hasMessageContaining("largest size");
        }
        assertThat(taken).isLessThan(20_000);
        journal.tick();
        journal.close();
        assertThat(Files.size(file())).isBetween(limit, limit + 1024);
    }
}
