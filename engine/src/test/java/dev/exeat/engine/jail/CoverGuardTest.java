package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Covered files that a program of the host replaces while the command runs. */
class CoverGuardTest {
    private static final int REPLACEMENTS = 50;
    private static final String AWAIT_GO = "until [ -e go ]; do sleep 0.02; done; ";

    private JailWorld world;
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void tearDown() {
        // null where the tools are missing and nothing was set up
        if (world != null) {
            world.close();
        }
    }

    private void setUp(String user) throws IOException {
        JailWorld.require("bwrap", "ip", "nsenter", "git", "perl", "setpriv", "unshare");
        world = user.equals("root") ? JailWorld.asRoot() : JailWorld.asOrdinaryUser();
        Files.writeString(world.project.resolve(".git/commondir"), ".\n");
        Files.writeString(world.project.resolve("p.yaml"), "version: 1\n");
        world.own(world.project);
    }

    private Process start(String script) {
        return world.start(world.jail(
                List.of("bash", "-c", "echo runs; " + script), "covered=" + world.project.resolve("p.yaml")));
    }

    /** Reads on until a line of that beginning; every line is kept. */
    private String await(BufferedReader lines, String beginning) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(beginning)) {
            said.add(line);
            line = lines.readLine();
        }
        assertThat(line).as("what was said: %s", said).isNotNull();
        said.add(line);
        return line;
    }

    private void go() throws IOException {
        Files.createFile(world.project.resolve("go"));
    }

    private static int status(Process runner) throws Exception {
        assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return runner.exitValue();
    }

    @ParameterizedTest
    @CsvSource({
        "root,.git/config",
        "root,exeat.yaml",
        "root,p.yaml",
        "root,.git/commondir",
        "user,.git/config",
        "user,p.yaml"
    })
    void aFileThatIsReplacedIsCoveredAgain(String user, String name) throws Exception {
        setUp(user);
        Path file = world.project.resolve(name);
        Process runner = start(AWAIT_GO + "echo planted >> " + name + "; rm -f " + name + "; mv go " + name
                + "; touch other && echo did");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        assertThat(world.outside("echo fresh > new && mv new " + name).status()).isZero();
        await(lines, "restored " + file);
        go();
        await(lines, "did");
        assertThat(status(runner)).as("%s", said).isZero();
        assertThat(Files.readString(file)).isEqualTo("fresh\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aDirectoryOfHooksThatIsMovedAndMadeAgainIsCoveredAgain(String user) throws Exception {
        setUp(user);
        Process runner = start(AWAIT_GO + "echo x > .git/hooks/pre-commit; mkdir .git/hooks/d; echo did");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        assertThat(world.outside("mv .git/hooks .git/old && mkdir .git/hooks").status())
                .isZero();
        await(lines, "restored " + world.project.resolve(".git/hooks"));
        go();
        await(lines, "did");
        assertThat(status(runner)).isZero();
        assertThat(world.project.resolve(".git/hooks")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aFileThatIsSavedInTwoStepsIsAwaitedWhileTheCommandIsStopped(String user) throws Exception {
        setUp(user);
        // as an editor does: away with the old one, a new one is made, and written to for a while
        Process runner = start("for i in $(seq 2000); do echo planted >> exeat.yaml; sleep 0.005; done 2>/dev/null & "
                + AWAIT_GO + "echo did");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        world.outside("mv exeat.yaml exeat.yaml~; sleep 0.3;"
                + " exec 9>exeat.yaml; echo one >&9; sleep 0.3; echo two >&9; exec 9>&-; rm exeat.yaml~");
        String outcome = await(lines, "re");
        // it may have made the file itself in the moment before it was stopped: then it still had it open, or it is
        // told
        if (outcome.equals("restored " + world.project.resolve("exeat.yaml"))) {
            go();
            await(lines, "did");
            assertThat(status(runner)).isZero();
            assertThat(Files.readString(world.project.resolve("exeat.yaml"))).isEqualTo("one\ntwo\n");
        } else {
            assertThat(outcome).startsWith("reason '" + world.project.resolve("exeat.yaml") + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aCommandWithAnotherMountNamespaceIsEndedSinceThereTheFileStaysUncovered(String user) throws Exception {
        setUp(user);
        Process runner =
                start("unshare -Um sh -c 'echo nested; " + AWAIT_GO + "echo planted >> .git/config'; sleep 60");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "nested");
        world.outside("echo fresh > new && mv new .git/config");
        String outcome = await(lines, "re");
        go();
        assertThat(outcome)
                .isEqualTo("reason '" + world.project.resolve(".git/config")
                        + "' was replaced or removed on this machine while the command ran: the command has a mount"
                        + " namespace of its own, where it cannot be covered again");
        assertThat(status(runner)).isEqualTo(125);
        assertThat(Files.readString(world.project.resolve(".git/config"))).isEqualTo("fresh\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aChangeAfterTheReplacementEndsTheCommand(String user) throws Exception {
        setUp(user);
        Process runner = start("sleep 60");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        // whoever it was: the command could have done the same
        world.outside("perl -e 'open(F, \">>\", \"new\"); rename(\"new\", \".git/config\"); syswrite(F, \"x\");'");
        assertThat(await(lines, "re")).endsWith("it was written to after that, as the command could");
        assertThat(status(runner)).isEqualTo(125);
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aFileThatIsRemovedForGoodEndsTheCommandBeforeItCanMakeOne(String user) throws Exception {
        setUp(user);
        Process runner = start("sleep 60");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        world.outside("rm exeat.yaml");
        assertThat(await(lines, "re")).endsWith("it is not there any more, and cannot be covered");
        assertThat(status(runner)).isEqualTo(125);
        assertThat(world.project.resolve("exeat.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aHiddenDirectoryThatIsReplacedIsHiddenAgain(String user) throws Exception {
        setUp(user);
        Process runner = start(AWAIT_GO + "cat " + world.state + "/secret; echo did");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        world.outside(
                "mkdir ../fresh && echo private > ../fresh/secret && mv ../.exeat ../old && mv ../fresh ../.exeat");
        await(lines, "restored " + world.state);
        go();
        await(lines, "did");
        assertThat(said).noneMatch(line -> line.contains("private"));
        Files.move(world.home.resolve("old"), world.root.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The command tries all the time; it may win a moment, and then it is told, but never more than that. */
    @ParameterizedTest
    @ValueSource(strings = {"root", "user"})
    void aRaceForTheConfigurationIsNeverWonInSilence(String user) throws Exception {
        setUp(user);
        Process runner = start("trap '' PIPE; end=$((SECONDS + 60)); while [ ! -e go ] && [ $SECONDS -lt $end ]; do"
                + " echo '[planted]' >> .git/config; done 2>/dev/null; ! echo '[late]' >> .git/config");
        BufferedReader lines = runner.inputReader(StandardCharsets.UTF_8);
        await(lines, "runs");
        for (int i = 0; i < REPLACEMENTS && runner.isAlive(); i++) {
            world.outside("git config --file .git/config race.number " + i);
        }
        String file = "'" + world.project.resolve(".git/config") + "'";
        String seen = await(lines, "re");
        go();
        int status = status(runner);
        String written = Files.readString(world.project.resolve(".git/config"));
        assertThat(seen).containsAnyOf("restored " + world.project.resolve(".git/config"), "reason " + file);
        assertThat(written).doesNotContain("[late]");
        assertThat(status)
                .as("%s%n%s", said, written)
                .isIn(written.contains("[planted]") ? List.of(125) : List.of(0, 125));
    }
}
