package dev.exeat.container.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The programs that a container of this image runs, and the C library's files that they and the JVM need. */
final class SystemFiles {
    private record Program(String name, String inImage, String remedy) {}

    private static final List<Program> PROGRAMS = List.of(
            new Program("nft", "usr/sbin/nft", "install the package nftables"),
            new Program("ip", "usr/sbin/ip", "install the package iproute2"),
            new Program("test", "usr/bin/test", "install the package coreutils"));

    /** Parts of java.base that are native; the other modules of the image have none that a gateway loads. */
    private static final List<String> JVM_FILES = List.of(
            "bin/java",
            "lib/server/libjvm.so",
            "lib/libextnet.so",
            "lib/libjava.so",
            "lib/libjimage.so",
            "lib/libjli.so",
            "lib/libnet.so",
            "lib/libnio.so",
            "lib/libsyslookup.so",
            "lib/libverify.so",
            "lib/libzip.so");

    private static final List<String> NAME_SERVICES = List.of("libnss_files.so.2", "libnss_dns.so.2");

    private SystemFiles() {}

    /**
     * Where each file is in the image, and where on this host.
     *
     * @param javaHome whose own libraries are left to jlink
     * @param natives shared objects of the distribution
     */
    static Map<String, Path> of(Path javaHome, List<Path> natives) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Program program : PROGRAMS) {
            files.put(program.inImage(), find(program));
        }
        List<String> users = new ArrayList<>();
        Stream.concat(files.values().stream(), natives.stream())
                .map(Path::toString)
                .forEach(users::add);
        JVM_FILES.stream()
                .map(javaHome::resolve)
                .filter(Files::exists)
                .map(Path::toString)
                .forEach(users::add);
        files.putAll(libraries(javaHome, users));
        return files;
    }

    private static Map<String, Path> libraries(Path javaHome, List<String> users) throws IOException {
        List<String> command = new ArrayList<>(List.of("ldd"));
        command.addAll(users);
        HostProgram ldd;
        try {
            ldd = HostProgram.run(command);
        } catch (IOException missing) {
            throw new ImageException(
                    "'ldd' cannot be run", "install the C library's programs (libc-bin or glibc-common)");
        }
        if (!ldd.ok()) {
            throw new ImageException("ldd failed: " + ldd.reason(), "");
        }
        Map<String, Path> found = SharedObjects.parse(ldd.output(), "libjvm.so"::equals);
        found.values().removeIf(file -> file.startsWith(javaHome));
        withNameServices(found);
        return found;
    }

    /** The C library loads these by itself when it is asked for a name, a user or a protocol; newer ones hold them. */
    private static void withNameServices(Map<String, Path> found) {
        for (Map.Entry<String, Path> entry : List.copyOf(found.entrySet())) {
            if (entry.getValue().endsWith("libc.so.6")) {
                for (String service : NAME_SERVICES) {
                    Path file = entry.getValue().resolveSibling(service);
                    if (Files.exists(file)) {
                        found.put(entry.getKey().replace("libc.so.6", service), file);
                    }
                }
            }
        }
    }

    private static Path find(Program program) {
        return Stream.concat(
                        Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program.name()))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new ImageException("the program '" + program.name() + "' is missing", program.remedy()));
    }
}
