package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The image's file system, laid out in a folder of this host.
 *
 * @param root the folder, which is the image's {@code /}
 * @param javaHome whose jlink is run
 */
record ImageTree(Path root, Path javaHome) {
    /** Of every file: a JVM uses a cache only while the jars have the very times that it was made with. */
    static final FileTime TIME = FileTime.fromMillis(946_684_800_000L);

    static final String JAVA = "exeat/java";

    void lay(ImageContent content) throws IOException {
        for (String folder : List.of("dev", "etc", "proc", "run/exeat", "sys", "tmp", "exeat")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (Map.Entry<String, Path> file : content.files().entrySet()) {
            Path target = root.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.copy(file.getValue(), target);
            Files.setLastModifiedTime(target, TIME);
        }
        for (Map.Entry<String, String> text : content.texts().entrySet()) {
            Files.writeString(root.resolve(text.getKey()), text.getValue());
        }
        link();
    }

    private void link() throws IOException {
        Path jlink = javaHome.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new ImageException(
                    "'" + javaHome + "' has no jlink",
                    "install a JDK 25 and set EXEAT_JAVA to its folder; a JRE is not enough");
        }
        HostProgram run = HostProgram.run(List.of(
                jlink.toString(),
                // a system may have changed its configuration; the archive's hash covers it
                "--ignore-modified-runtime",
                "--add-modules",
                String.join(",", ImageContent.MODULES),
                "--compress",
                "zip-6",
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                root.resolve(JAVA).toString()));
        if (!run.ok()) {
            throw new ImageException("jlink failed: " + run.reason(), "see that '" + javaHome + "' is a whole JDK 25");
        }
        try (Stream<Path> programs = Files.list(root.resolve(JAVA + "/bin"))) {
            for (Path program : programs.filter(file -> !file.endsWith("java")).toList()) {
                Files.delete(program);
            }
        }
    }
}
