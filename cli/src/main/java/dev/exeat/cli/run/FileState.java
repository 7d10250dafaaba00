package dev.exeat.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file or directory as it is at one moment: which one it is, and what is in it where that was read. */
final class FileState {
    private static final long LARGEST_READ = 1 << 20;

    private final @Nullable Object key;
    private final byte @Nullable [] content;

    private FileState(@Nullable Object key, byte @Nullable [] content) {
        this.key = key;
        this.content = content;
    }

    /** As it is now; nothing is known of one that is missing. */
    static FileState of(Path path) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean read = attributes.isRegularFile() && attributes.size() <= LARGEST_READ;
            return new FileState(attributes.fileKey(), read ? Files.readAllBytes(path) : null);
        } catch (IOException missing) {
            return new FileState(null, null);
        }
    }

    /** Whether that one has the name no more. */
    boolean isAnotherThan(FileState former) {
        return key == null || !key.equals(former.key);
    }

    boolean holdsTheSameAs(FileState former) {
        return content != null && Arrays.equals(content, former.content);
    }

    /** What was in it; null for a directory, and for a file that is too large to be kept. */
    byte @Nullable [] content() {
        return content == null ? null : content.clone();
    }
}
