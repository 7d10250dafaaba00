package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image's file system, laid out in a folder of this host.
 *
 * @param root the folder, which is the image's {@code /}
 * @param javaHome whose jlink is run
 */
record ImageTree(Path root, Path javaHome) {
    /** Of every file: a shared archive is used only while the jars have the very times that it was made with. */
    static final FileTime TIME = FileTime.fromMillis(946_684_800_000L);

    private static final String JAVA = "exeat/java";

    void lay(ImageContent content, Distribution distribution) throws IOException {
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
        for (JvmRole role : JvmRole.values()) {
            share(role, role.classPath(distribution));
        }
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

    /** Makes the archive of parsed classes with which a start takes half the time. It is never needed: a JVM without it only starts later. */
    private void share(JvmRole role, List<String> classPath) throws IOException {
        Path archive = root.resolve(role.archiveFile());
        Path classes = root.resolveSibling("classes");
        TreeSet<String> names = new TreeSet<>();
        for (String jar : classPath) {
            names.addAll(classesOf(root.resolve(jar)));
        }
        Files.write(classes, Files.readAllLines(root.resolve(JAVA + "/lib/classlist")));
        Files.write(classes, names, java.nio.file.StandardOpenOption.APPEND);
        List<String> command =
                new ArrayList<>(List.of(root.resolve(JAVA + "/bin/java").toString(), "-Xshare:dump", "-Xmx256m"));
        command.addAll(role.flagsOfArchive());
        command.addAll(List.of(
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                // the JVM takes an archive whose jars are in another folder now, if their names and times are the same
                classPath.stream().map(jar -> root.resolve(jar).toString()).collect(Collectors.joining(":"))));
        if (!HostProgram.run(command).ok()) {
            Files.deleteIfExists(archive);
        }
    }

    private static List<String> classesOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }
}
