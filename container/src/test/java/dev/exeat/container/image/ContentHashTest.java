package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
    @TempDir
    Path folder;

    @Test
    void placesAndTimesDoNotCount() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path copy = file("elsewhere/copy", "bytes");
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1000));
        assertThat(name(Map.of("a", copy), Map.of("t", "text")))
                .isEqualTo(name(Map.of("a", file("a", "bytes")), Map.of("t", "text")));
        assertThat(elsewhere).isNotEmptyDirectory();
    }

    @Test
    void namesContentsAndTheBordersBetweenThemCount() throws IOException {
        ImageName first = name(Map.of("a", file("a", "bytes")), Map.of("t", "text"));
        assertThat(first.hash()).matches("[0-9a-f]{16}");
        assertThat(name(Map.of("b", file("a", "bytes")), Map.of("t", "text"))).isNotEqualTo(first);
        assertThat(name(Map.of("a", file("a", "other")), Map.of("t", "text"))).isNotEqualTo(first);
        assertThat(name(Map.of("a", file("a", "bytes")), Map.of("t", "other"))).isNotEqualTo(first);
        assertThat(name(Map.of("a", file("a", "bytes")), Map.of("tt", "ext"))).isNotEqualTo(first);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ImageName name(Map<String, Path> files, Map<String, String> texts) throws IOException {
        return ContentHash.of(new ImageContent(new TreeMap<>(files), new TreeMap<>(texts), new TreeMap<>()));
    }
}
