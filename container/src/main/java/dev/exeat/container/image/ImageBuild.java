package dev.exeat.container.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names the image and builds its archive. */
public final class ImageBuild {
    private static final ReentrantLock HERE = new ReentrantLock();
    /** The tree, its layer and the archive, each 95 MB, and the recordings. */
    private static final long NEEDED_MEGABYTES = 350;

    private static final String WORK = "image-work-";

    private final Distribution distribution;
    private final Path javaHome;
    private final Path cache;
    private final Consumer<String> progress;

    /** What is done while no other process builds. */
    public interface Alone {
        /**
         * Does it.
         *
         * @param folder for whatever it writes; removed afterwards
         */
        void run(Path folder) throws IOException;
    }

    /**
     * For one distribution.
     *
     * @param distribution the folder of the built jars
     * @param javaHome of a JDK 25
     * @param cache a folder that only this user can write; made if need be
     * @param progress takes lines for the user
     */
    public ImageBuild(Path distribution, Path javaHome, Path cache, Consumer<String> progress) throws IOException {
        this.progress = progress;
        this.distribution = Distribution.of(distribution.toAbsolutePath());
        this.javaHome = javaHome.toRealPath();
        this.cache = Files.createDirectories(cache);
    }

    /** The name of the image that {@link #archive} would build now. */
    public ImageName name() throws IOException {
        String recipe = distribution + " " + javaHome + " " + ImageContent.textsOf(distribution) + ImageConfig.STABLE;
        KnownName known = new KnownName(cache.resolve("gateway-image"), ContentHash.of(recipe));
        var remembered = known.read();
        if (remembered.isPresent()) {
            return remembered.get();
        }
        ImageContent content = ImageContent.of(distribution, javaHome);
        ImageName name = ContentHash.of(content);
        known.write(name, content);
        return name;
    }

    /**
     * Builds.
     *
     * @param folder for all that is written
     * @param recorder lets both programs start once, so that later starts are faster
     * @return the archive, in that folder
     */
    public Path archive(ImageName name, Path folder, StartRecorder recorder) throws IOException {
        requireSpace();
        ImageContent content = ImageContent.of(distribution, javaHome);
        Path root = Files.createDirectory(folder.resolve("root"));
        new ImageTree(root, javaHome).lay(content);
        try {
            new StartCaches(root, folder, distribution).make(recorder);
        } catch (IOException failed) {
            progress.accept("a start could not be recorded, so that starts take longer: " + failed.getMessage());
        }
        if (!ContentHash.of(content).equals(name)) {
            throw new ImageException("a file of it changed meanwhile", "run the command again");
        }
        return ImageArchive.write(name, root, folder);
    }

    private void requireSpace() throws IOException {
        long megabytes = Files.getFileStore(cache).getUsableSpace() >> 20;
        if (megabytes < NEEDED_MEGABYTES) {
            throw new ImageException(
                    "'" + cache + "' has only " + megabytes + " MB of free space",
                    "free " + NEEDED_MEGABYTES + " MB there; it is needed for some seconds only");
        }
    }

    /** Does something while no other process of this cache does, and cleans up behind one that was killed. */
    public void alone(Alone work) throws IOException {
        HERE.lock();
        try (FileChannel file = FileChannel.open(
                        cache.resolve("gateway-image.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock(file)) {
            removeWork();
            Path folder = Files.createTempDirectory(cache, WORK);
            try {
                work.run(folder);
            } finally {
                removeWork();
            }
        } finally {
            HERE.unlock();
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        @Nullable FileLock lock = file.tryLock();
        if (lock != null) {
            return lock;
        }
        progress.accept("another exeat builds the gateway image, waiting for it");
        return file.lock();
    }

    private void removeWork() throws IOException {
        List<Path> leftovers;
        try (Stream<Path> all = Files.list(cache)) {
            leftovers = all.filter(path -> path.getFileName().toString().startsWith(WORK))
                    .toList();
        }
        for (Path leftover : leftovers) {
            try (Stream<Path> tree = Files.walk(leftover)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
