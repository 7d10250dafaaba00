package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The image's name as it was found the last time, with the state of every file that it was made of: a start then only looks at the
 * files instead of reading 200 MB.
 *
 * @param memo where it is written
 * @param recipe what else the name depends on
 */
record KnownName(Path memo, String recipe) {
    Optional<ImageName> read() {
        try {
            List<String> lines = Files.readAllLines(memo);
            if (lines.size() < 3 || !lines.get(1).equals(recipe)) {
                return Optional.empty();
            }
            for (String line : lines.subList(2, lines.size())) {
                if (!line.equals(state(Path.of(line.substring(line.indexOf('/')))))) {
                    return Optional.empty();
                }
            }
            return Optional.of(new ImageName(lines.getFirst()));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Remembers; a failure only costs time at the next start. */
    void write(ImageName name, ImageContent content) {
        try {
            List<String> lines = new ArrayList<>(List.of(name.hash(), recipe));
            for (Path file : content.files().values()) {
                lines.add(state(file));
            }
            for (Path file : content.runtime().values()) {
                lines.add(state(file));
            }
            Path written = Files.createTempFile(memo.getParent(), "image-", ".memo");
            Files.write(written, lines);
            Files.move(written, memo, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException passed) {
            // it is read again next time
        }
    }

    private static String state(Path file) throws IOException {
        var attributes = Files.readAttributes(file, "unix:size,ctime,ino");
        return attributes.get("size") + " " + attributes.get("ctime") + " " + attributes.get("ino") + " " + file;
    }
}
