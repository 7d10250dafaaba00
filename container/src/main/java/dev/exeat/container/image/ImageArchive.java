package dev.exeat.container.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the archive that {@code docker load} and {@code podman load} take. The same tree gives the same bytes. */
final class ImageArchive {
    private static final String LAYER = "layer.tar";

    private ImageArchive() {}

    /**
     * Of a tree.
     *
     * @param folder where the archive and, for a while, the layer are written
     */
    static Path write(ImageName name, Path root, Path folder) throws IOException {
        Path layer = folder.resolve(LAYER);
        writeLayer(root, layer);
        String config = ImageConfig.of(name, ContentHash.of(layer));
        String configFile = ContentHash.of(config) + ".json";
        Path archive = folder.resolve("image.tar");
        try (TarArchiveOutputStream out = tar(archive)) {
            text(out, configFile, config);
            out.putArchiveEntry(normal(new TarArchiveEntry(layer, LAYER), 0644));
            Files.copy(layer, out);
            out.closeArchiveEntry();
            // last: an archive that was cut off then has no image at all
            text(out, "manifest.json", """
                    [{"Config":"%s","RepoTags":["%s"],"Layers":["%s"]}]
                    """.formatted(configFile, name, LAYER));
        }
        Files.delete(layer);
        return archive;
    }

    private static void writeLayer(Path root, Path layer) throws IOException {
        try (Stream<Path> walk = Files.walk(root);
                TarArchiveOutputStream out = tar(layer)) {
            // by name with '/' at a folder's end, so that the order is the same on each file system
            List<String> names = walk.filter(path -> !path.equals(root))
                    .map(path ->
                            root.relativize(path) + (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "/" : ""))
                    .sorted()
                    .toList();
            for (String name : names) {
                add(out, root.resolve(name), name);
            }
        }
    }

    private static void add(TarArchiveOutputStream out, Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            out.putArchiveEntry(normal(link, 0777));
        } else if (Files.isDirectory(path)) {
            out.putArchiveEntry(normal(new TarArchiveEntry(name), name.equals("tmp/") ? 01777 : 0755));
        } else {
            TarArchiveEntry file = new TarArchiveEntry(name);
            file.setSize(Files.size(path));
            out.putArchiveEntry(normal(file, Files.isExecutable(path) ? 0755 : 0644));
            Files.copy(path, out);
        }
        out.closeArchiveEntry();
    }

    private static TarArchiveEntry normal(TarArchiveEntry entry, int mode) {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(ImageTree.TIME);
        return entry;
    }

    private static void text(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = normal(new TarArchiveEntry(name), 0644);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static TarArchiveOutputStream tar(Path file) throws IOException {
        TarArchiveOutputStream out =
                new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), "UTF-8");
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return out;
    }
}
