package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.engine.jail.JailSpec;
import dev.exeat.engine.jail.ProjectProtection;
import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user would run afterwards, outside, stays as it is in a directory that a workload can write. */
class ProjectVolumeTest {
    private static final Path NOWHERE = Path.of("/no-such-directory");

    private Path folder;
    private Path project;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Path> covered = new ArrayList<>();

    @BeforeEach
    void project(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        project = Files.createDirectory(folder.resolve("project"));
        Files.createDirectories(project.resolve(".git/hooks"));
        Files.createFile(project.resolve(".git/config"));
        Files.createFile(project.resolve("exeat.yaml"));
    }

    private VolumeCheck check(String... volumes) {
        JailSpec.Places places = new JailSpec.Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE);
        return new VolumeCheck(
                        new HostView(project, places, Map.of(), covered, List.of(), List.of(), 4, true), problems)
                .check(List.of(volumes), List.of());
    }

    private List<String> arguments(String... volumes) {
        VolumeCheck check = check(volumes);
        assertThat(problems).isEmpty();
        return check.mounts().stream()
                .map(Mount::argument)
                .map(text -> text.replace(folder.toString(), "~"))
                .toList();
    }

    @Test
    void hooksConfigurationAndProjectFileAreMountedReadOnly() {
        assertThat(arguments(".:/src"))
                .containsExactly(
                        "~/project:/src:rw",
                        "~/project/.git:/src/.git:rw",
                        "~/project/exeat.yaml:/src/exeat.yaml:ro",
                        "~/project/.git/hooks:/src/.git/hooks:ro",
                        "~/project/.git/config:/src/.git/config:ro");
    }

    @Test
    void readOnlyDirectoryNeedsNoCover() {
        assertThat(arguments(".:/src:ro")).containsExactly("~/project:/src:ro");
    }

    @Test
    void projectIsCoveredInADirectoryAboveIt() throws IOException {
        Path between = Files.createDirectory(folder.resolve("between"));
        Files.move(project, between.resolve("project"));
        project = between.resolve("project");
        assertThat(arguments("../..:/all"))
                .contains(
                        "~:/all:rw",
                        "~/between:/all/between:rw",
                        "~/between/project:/all/between/project:rw",
                        "~/between/project/.git/hooks:/all/between/project/.git/hooks:ro",
                        "~/between/project/exeat.yaml:/all/between/project/exeat.yaml:ro");
    }

    @Test
    void projectIsCoveredByWhicheverMountItIsReached() {
        assertThat(arguments(".:/one", "..:/two"))
                .contains("~/project/.git/hooks:/one/.git/hooks:ro", "~/project/.git/hooks:/two/project/.git/hooks:ro");
    }

    @Test
    void policyFileIsCoveredWithItsFolders() throws IOException {
        Files.createDirectories(project.resolve("etc/exeat"));
        covered.add(Files.createFile(project.resolve("etc/exeat/policy.yaml")));
        assertThat(arguments(".:/src"))
                .contains(
                        "~/project/etc:/src/etc:rw",
                        "~/project/etc/exeat:/src/etc/exeat:rw",
                        "~/project/etc/exeat/policy.yaml:/src/etc/exeat/policy.yaml:ro");
    }

    @Test
    void missingHooksAreMadeByTheCallerBeforeAnEngineMakesThemAsRoot() throws IOException {
        Files.delete(project.resolve(".git/hooks"));
        VolumeCheck check = check(".:/src");
        assertThat(check.mounts()).extracting(Mount::argument).contains(project + "/.git/hooks:/src/.git/hooks:ro");
        for (ProjectProtection protection : check.protections()) {
            protection.makeMissing();
        }
        assertThat(project.resolve(".git/hooks")).isEmptyDirectory();
        assertThat(check.protections())
                .flatExtracting(ProjectProtection::repositories)
                .containsExactly(project.resolve(".git"));
    }

    @Test
    void fileWithAnotherNameIsRefused() throws IOException {
        Files.createLink(project.resolve("other-name"), project.resolve(".git/config"));
        check(".:/src");
        assertThat(problems).extracting(Problem::id).containsExactly("jail-cover-link");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"exeat.yaml", ".git/hooks", ".git/hooks/pre-commit", ".git/config", "policy.yaml", "link"})
    void fileByWhichTheUserRunsThingsIsNotOpenedByItsOwnName(String name) throws IOException {
        Files.createFile(project.resolve(".git/hooks/pre-commit"));
        covered.add(Files.createFile(project.resolve("policy.yaml")));
        Files.createSymbolicLink(project.resolve("link"), project.resolve(".git/hooks"));
        check("./" + name + ":/x:ro");
        assertThat(problems).isEmpty();
        check("./" + name + ":/x");
        assertThat(problems).extracting(Problem::id).containsExactly("volume-project-file");
    }

    @Test
    void gitDirectoryThatIsMountedByItselfIsCovered() throws IOException {
        Files.createFile(project.resolve(".git/HEAD"));
        Files.createDirectories(project.resolve(".git/objects"));
        Files.createDirectories(project.resolve(".git/refs"));
        assertThat(arguments("./.git:/repository"))
                .contains("~/project/.git/hooks:/repository/hooks:ro", "~/project/.git/config:/repository/config:ro");
    }
}
