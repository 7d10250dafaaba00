package dev.exeat.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExeatHomeTest {
    @TempDir
    Path folder;

    private ExeatHome home() {
        return ExeatHome.open(folder.resolve("home"));
    }

    private static SandboxName name(String text) {
        return SandboxName.parse(text).orElseThrow();
    }

    @Test
    void theHomeIsMadeForItsOwnerAlone() throws IOException {
        Path path = home().path();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void aHomeThatIsAFileIsRefusedAndLeftAsItIs() throws IOException {
        Path file = Files.createFile(folder.resolve("home"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::home)
                .isInstanceOf(Failure.class)
                .hasMessage("the home '" + file + "' cannot be used: it is not a folder");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThatThrownBy(() -> ExeatHome.open(file.resolve("below")))
                .isInstanceOf(Failure.class)
                .hasMessage("the home '" + file.resolve("below") + "' cannot be used: not a directory");
    }

    @Test
    void aHomeOnADiskThatTakesNothingIsToldSo() {
        // the kernel makes no folder there, whoever asks
        assertThatThrownBy(() -> ExeatHome.open(Path.of("/proc/sys/exeat")))
                .isInstanceOf(Failure.class)
                .message()
                .startsWith("the home '/proc/sys/exeat' cannot be used: ")
                .doesNotContain("Exception");
    }

    @Test
    void aHomeThatOthersMayWriteToIsRefused() throws IOException {
        Path path = home().path();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(this::home).isInstanceOf(Failure.class).hasMessageContaining("others may write");
    }

    @Test
    void aHomeThatOthersMayReadIsClosed() throws IOException {
        Path path = home().path();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().path())))
                .isEqualTo("rwx------");
    }

    @Test
    void aHomeOfSomebodyElseIsRefused() throws IOException {
        assertThatThrownBy(() -> ExeatHome.open(foreignFolder()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("belongs to uid");
    }

    private Path foreignFolder() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return Path.of("/etc");
        }
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        return Files.setAttribute(foreign, "unix:uid", 65534);
    }

    @Test
    void theEnvironmentNamesTheHome() {
        assertThat(ExeatHome.pathOf(Map.of("HOME", "/home/a"))).isEqualTo(Path.of("/home/a/.exeat"));
        assertThat(ExeatHome.pathOf(Map.of("HOME", "/home/a", "EXEAT_HOME", "/srv/e")))
                .isEqualTo(Path.of("/srv/e"));
    }

    @Test
    void aNameCannotBeTakenTwice() {
        try (SandboxClaim claim = home().claim(name("calm-otter"))) {
            assertThat(claim.name().text()).isEqualTo("calm-otter");
            assertThatThrownBy(() -> home().claim(name("calm-otter")))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("runs already");
        }
        home().claim(name("calm-otter")).close();
    }

    @Test
    void lastIsTheOneThatWasStartedMostRecently() {
        ExeatHome home = home();
        for (String text : List.of("first", "second", "third")) {
            try (SandboxClaim claim = home.claim(name(text))) {
                claim.write(SandboxState.starting(claim.name(), "strict", List.of("curl", "--secret"), List.of()));
            }
        }
        assertThat(home.find("LAST").name().text()).isEqualTo("third");
        assertThat(home.find("second").state().orElseThrow().command()).isEqualTo("curl");
        assertThatThrownBy(() -> home.find("fourth")).isInstanceOf(Failure.class);
    }

    @Test
    void theStateIsReadAsItWasWrittenAndNothingElseIs() throws IOException {
        ExeatHome home = home();
        try (SandboxClaim claim = home.claim(name("calm-otter"))) {
            SandboxState state = SandboxState.starting(claim.name(), "strict", List.of("curl"), List.of())
                    .with("gateway", ProcessHandle.current().pid())
                    .with(new Status.Ended(7, Instant.parse("2026-01-01T00:00:00Z")));
            claim.write(state);
            assertThat(claim.directory().state()).contains(state);
            Files.writeString(claim.directory().path().resolve("state.json"), "{\"name\":\"calm-otter\"");
            assertThat(claim.directory().state()).isEmpty();
            assertThat(home.sandboxes()).hasSize(1);
        }
    }

    @Test
    void whatAKilledExeatLeftIsEndedByProofAndNotByPid() throws Exception {
        ExeatHome home = home();
        Process mine = new ProcessBuilder("sleep", "60").start();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            SandboxDirectory directory = abandoned(home, mine.pid(), other.pid());
            Path scratch = Files.createDirectory(directory.scratch());
            Files.writeString(scratch.resolve("file"), "x");
            assertThat(new Leftovers(home).clean(true)).hasSize(1);
            assertThat(mine.isAlive()).isTrue();

            assertThat(new Leftovers(home).clean(false))
                    .containsExactly(new Leftovers.Found(name("calm-otter"), "clean", 1));
            assertThat(mine.waitFor()).isEqualTo(128 + 9);
            assertThat(other.isAlive()).as("same pid, another start time").isTrue();
            assertThat(scratch).doesNotExist();
            assertThat(directory.state().orElseThrow().statusText()).isEqualTo("failed");
            assertThat(new Leftovers(home).clean(false)).isEmpty();
        } finally {
            mine.destroyForcibly();
            other.destroyForcibly();
        }
    }

    /** A sandbox whose owner is gone; its second process only has the pid of one that lives. */
    private static SandboxDirectory abandoned(ExeatHome home, long mine, long other) {
        ProcessIdentity self = ProcessIdentity.own();
        ProcessIdentity gone = new ProcessIdentity(self.pid(), self.start() - 1, self.boot());
        ProcessIdentity foreign = ProcessIdentity.of(other).orElseThrow();
        SequencedMap<String, ProcessIdentity> processes = new LinkedHashMap<>();
        processes.put("gateway", ProcessIdentity.of(mine).orElseThrow());
        processes.put("jail", new ProcessIdentity(foreign.pid(), foreign.start() + 1, foreign.boot()));
        try (SandboxClaim claim = home.claim(name("calm-otter"))) {
            claim.write(new SandboxState(
                    claim.name(), gone, processes, Instant.now(), "strict", "sleep", List.of(), new Status.Running()));
            return claim.directory();
        }
    }

    @Test
    void oldSandboxesAreRemovedOnRequestAndRunningOnesNever() {
        ExeatHome home = home();
        Instant longAgo = Instant.now().minus(Duration.ofDays(40));
        write(home, "old", new Status.Ended(0, longAgo));
        write(home, "fresh", new Status.Ended(0, Instant.now()));
        write(home, "running", new Status.Running());
        assertThat(new Leftovers(home).remove(Duration.ofDays(30), false))
                .extracting(found -> found.name().text())
                .containsExactly("old");
        assertThat(home.sandboxes())
                .extracting(directory -> directory.name().text())
                .containsExactlyInAnyOrder("fresh", "running");
    }

    private static void write(ExeatHome home, String text, Status status) {
        try (SandboxClaim claim = home.claim(name(text))) {
            claim.write(SandboxState.starting(claim.name(), "strict", List.of("true"), List.of())
                    .with(status));
        }
    }
}
