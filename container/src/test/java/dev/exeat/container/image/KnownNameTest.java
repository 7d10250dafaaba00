package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownNameTest {
    private static final ImageName NAME = new ImageName("0123456789abcdef");

    @TempDir
    Path folder;

    private Path jar;
    private KnownName known;

    @BeforeEach
    void remember() throws IOException {
        jar = Files.writeString(folder.resolve("a.jar"), "bytes");
        known = new KnownName(folder.resolve("memo"), "recipe");
        known.write(NAME, new ImageContent(new TreeMap<>(Map.of("a", jar)), new TreeMap<>(), new TreeMap<>()));
    }

    @Test
    void isKnownAsLongAsNothingChanged() {
        assertThat(known.read()).contains(NAME);
        assertThat(new KnownName(folder.resolve("memo"), "another").read()).isEmpty();
        assertThat(new KnownName(folder.resolve("none"), "recipe").read()).isEmpty();
    }

    @Test
    void aFileOfTheSameSizeAndTimeIsStillAnotherFile() throws IOException {
        FileTime time = Files.getLastModifiedTime(jar);
        Files.writeString(folder.resolve("new"), "BYTES");
        Files.setLastModifiedTime(folder.resolve("new"), time);
        Files.delete(jar);
        Files.move(folder.resolve("new"), jar);
        assertThat(known.read()).isEmpty();
    }

    @Test
    void aBrokenMemoIsNoMemo() throws IOException {
        Files.writeString(folder.resolve("memo"), "0123456789abcdef\nrecipe\nnonsense\n");
        assertThat(known.read()).isEmpty();
    }
}
