package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
    private static final ImageName NAME = new ImageName("0123456789abcdef");

    @TempDir
    Path folder;

    @Test
    void theSameTreeGivesTheSameBytes() throws IOException {
        Path first = archive("first", List.of("bin/java", "etc/passwd", "lib/a.so"), "rwxr-x---", 1);
        Path second = archive("second", List.of("lib/a.so", "etc/passwd", "bin/java"), "rwx------", 5);
        assertThat(first).hasSameBinaryContentAs(second);
    }

    @Test
    void everyEntryIsRootsOldAndPlain() throws IOException {
        Path archive = archive("tree", List.of("bin/java", "etc/passwd"), "rwxr-x---", 1);
        Map<String, TarArchiveEntry> layer = new LinkedHashMap<>();
        entries(read(archive).get("layer.tar")).forEach(entry -> layer.put(entry.getName(), entry));
        assertThat(layer.keySet()).containsExactly("bin/", "bin/java", "bin/jre", "etc/", "etc/passwd", "tmp/");
        assertThat(layer.values()).allSatisfy(entry -> {
            assertThat(entry.getLongUserId() + ":" + entry.getLongGroupId()).isEqualTo("0:0");
            assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
            assertThat(entry.getLastModifiedTime()).isEqualTo(ImageTree.TIME);
        });
        assertThat(layer.values().stream().map(entry -> Integer.toOctalString(entry.getMode() & 07777)))
                .containsExactly("755", "755", "777", "755", "644", "1777");
        assertThat(layer.get("bin/jre").getLinkName()).isEqualTo("java");
    }

    @Test
    void theManifestComesLastSoThatACutArchiveHasNone() throws IOException {
        Map<String, byte[]> parts = read(archive("tree", List.of("etc/passwd"), "rwx------", 1));
        assertThat(parts.keySet()).last().isEqualTo("manifest.json");
        String config = List.copyOf(parts.keySet()).getFirst();
        String layer = ContentHash.of(Files.write(folder.resolve("l"), parts.get("layer.tar")));
        assertThat(text(parts.get("manifest.json"))).isEqualTo("""
                [{"Config":"%s","RepoTags":["exeat-gateway:0123456789abcdef"],"Layers":["layer.tar"]}]
                """.formatted(config));
        assertThat(text(parts.get(config)))
                .contains("\"User\":\"65534\"")
                .contains("\"Labels\":{\"dev.exeat.image\":\"0123456789abcdef\"}")
                .contains("\"Test\":[\"CMD\",\"/usr/bin/test\",\"-e\",\"/run/exeat/serving\"]")
                .contains("\"diff_ids\":[\"sha256:" + layer + "\"]");
        assertThat(config).isEqualTo(ContentHash.of(text(parts.get(config))) + ".json");
    }

    private Path archive(String name, List<String> files, String permissions, int hours) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name).resolve("root"));
        Files.createDirectory(root.resolve("tmp"));
        for (String file : files) {
            Files.createDirectories(root.resolve(file).getParent());
            Path written = Files.writeString(root.resolve(file), file);
            Files.setLastModifiedTime(written, FileTime.from(hours, TimeUnit.HOURS));
        }
        if (files.contains("bin/java")) {
            Files.setPosixFilePermissions(root.resolve("bin/java"), PosixFilePermissions.fromString(permissions));
            Files.createSymbolicLink(root.resolve("bin/jre"), Path.of("java"));
        }
        return ImageArchive.write(NAME, root, folder.resolve(name));
    }

    private static Map<String, byte[]> read(Path archive) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                parts.put(entry.getName(), tar.readAllBytes());
            }
        }
        return parts;
    }

    private static List<TarArchiveEntry> entries(byte[] tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            List<TarArchiveEntry> entries = new java.util.ArrayList<>();
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(entry);
            }
            return entries;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
