package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM's ahead-of-time caches, with which a start takes half the time: one start of each program is recorded, and the recording made
 * into a cache. The JVM takes a cache whose jars have been moved to another folder since, if their names, sizes and times are the same.
 *
 * @param root the image's tree
 * @param folder for the recordings
 */
record StartCaches(Path root, Path folder, Distribution distribution) {
    void make(StartRecorder recorder) throws IOException {
        recorder.record(recording(JvmRole.GATEWAY), recording(JvmRole.INSIDE), folder);
        for (JvmRole role : JvmRole.values()) {
            create(role);
        }
    }

    private List<String> recording(JvmRole role) {
        return java(role.arguments(
                distribution, root, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + folder.resolve(role.recording())));
    }

    private void create(JvmRole role) throws IOException {
        List<String> arguments = new ArrayList<>(role.flagsOfCache());
        Path cache = root.resolve(role.cacheFile());
        arguments.add("-XX:AOTMode=create");
        arguments.add("-XX:AOTConfiguration=" + folder.resolve(role.recording()));
        arguments.add("-XX:AOTCache=" + cache);
        arguments.addAll(List.of("-cp", role.classPath(distribution, root)));
        HostProgram created = HostProgram.run(java(arguments));
        if (!created.ok() || Files.notExists(cache)) {
            Files.deleteIfExists(cache);
            throw new IOException(created.reason());
        }
    }

    private List<String> java(List<String> arguments) {
        return Stream.concat(
                        Stream.of(root.resolve(ImageTree.JAVA + "/bin/java").toString()), arguments.stream())
                .toList();
    }
}
