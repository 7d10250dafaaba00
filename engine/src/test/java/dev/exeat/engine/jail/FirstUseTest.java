package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstUseTest {
    @TempDir
    Path home;

    @Test
    void cachesOfToolsThatAreThereAreMadeAndNoOthers() {
        FirstUse.prepare(home, List.of("npm", "mvnw")::contains);
        assertThat(home.resolve(".npm/_cacache")).isDirectory();
        assertThat(home.resolve(".m2/repository")).isDirectory();
        assertThat(home.resolve(".cargo")).doesNotExist();
        assertThat(home.resolve("go")).doesNotExist();
    }

    @Test
    void nothingIsMadeThroughALink() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(home.resolve(".npm"), elsewhere);
        Files.createFile(home.resolve(".m2"));
        FirstUse.prepare(home, program -> true);
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(home.resolve(".m2")).isRegularFile();
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        Path repository = Files.createDirectories(home.resolve(".m2/repository"));
        Files.writeString(repository.resolve("kept"), "x");
        FirstUse.prepare(home, program -> true);
        assertThat(repository.resolve("kept")).hasContent("x");
    }
}
