package dev.exeat.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 64 KiB, which only root can mount. */
class DiskFullTest {
    @TempDir
    Path directory;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount a small file system");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString());
        assumeTrue(mounted, "no file system can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", directory.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    void aFullDiskIsADenialAndTheGapIsRecordedOnceThereIsRoom() throws Exception {
        Path file = directory.resolve("audit.jsonl");
        Path ballast = Files.write(directory.resolve("ballast"), new byte[32 * 1024]);
        List<String> faults = new ArrayList<>();
        try (Journal journal = Journal.open(file, "calm-otter", faults::add)) {
            assertThatThrownBy(() -> fill(journal)).isInstanceOf(JournalFailure.class);
            journal.tick();
            assertThatThrownBy(() -> journal.append(AuditEntry.of(Event.CONNECTION)))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageMatching("no space left on device|only a part of a line .* the disk may be full");
            Files.delete(ballast);
            journal.tick();
            journal.append(AuditEntry.of(Event.END));
        }
        assertThat(faults).hasSize(1);
        assertThat(JournalReader.verify(file))
                .isInstanceOfSatisfying(
                        Verification.Intact.class,
                        intact -> assertThat(intact.ended()).isTrue());
        assertThat(Files.readString(file)).contains("\"event\":\"fault\"").contains("\"reason\":\"journal-failed\"");
    }

    @Test
    void whatTheFullDiskTookIsCounted() throws Exception {
        Files.write(directory.resolve("ballast"), new byte[32 * 1024]);
        Journal journal = Journal.open(directory.resolve("audit.jsonl"), "calm-otter", fault -> {});
        assertThat(journal.lost()).isEqualTo(new Journal.Lost(0, ""));
        assertThatThrownBy(() -> fill(journal)).isInstanceOf(JournalFailure.class);
        AuditEntry denial = AuditEntry.of(Event.CONNECTION).with(Field.DETAIL, "y".repeat(500));
        assertThatThrownBy(() -> journal.appendDenial(denial)).isInstanceOf(JournalFailure.class);
        journal.appendDenial(denial);
        journal.appendDenial(denial);
        assertThat(journal.lost().records()).as("two are only counted so far").isEqualTo(2);
        assertThatThrownBy(() -> journal.end(AuditEntry.of(Event.END).with(Field.DETAIL, "z".repeat(500))))
                .isInstanceOf(JournalFailure.class);
        assertThat(journal.lost().records()).isEqualTo(2 + 2 + 1);
        assertThat(journal.lost().why()).matches("no space left on device|only a part of a line .*");
        journal.close();
    }

    private static void fill(Journal journal) throws JournalFailure {
        for (int i = 0; i < 10_000; i++) {
            journal.append(AuditEntry.of(Event.CONNECTION).with(Field.DETAIL, "x".repeat(500)));
        }
    }
}
