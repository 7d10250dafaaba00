package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of the built jars.
 *
 * @param folder as the build lays it
 * @param gatewayJars the gateway's class path
 * @param engineJar what runs in the holder and the init container
 * @param natives shared objects of Netty, for this machine
 */
record Distribution(Path folder, List<Path> gatewayJars, Path engineJar, List<Path> natives) {
    // they become words of an argument file
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._+-]+");
    private static final String REMEDY = "start exeat by its launcher, which builds it";

    static Distribution of(Path folder) {
        try {
            List<Path> gateway = Arrays.stream(Files.readString(folder.resolve("gateway.classpath"))
                            .strip()
                            .split(":"))
                    .map(entry -> plain(Path.of(entry.replace("@", folder.toString()))))
                    .toList();
            List<Path> engine = files(folder.resolve("lib"), "exeat-engine-.*[.]jar");
            if (engine.size() != 1) {
                throw new ImageException(
                        "'" + folder.resolve("lib") + "' has " + engine.size() + " engine jars", REMEDY);
            }
            return new Distribution(
                    folder, gateway, engine.getFirst(), files(folder.resolve("native"), ".*_" + machine() + "[.]so"));
        } catch (IOException missing) {
            throw new ImageException("the built jars cannot be read: " + ImageException.reason(missing), REMEDY);
        }
    }

    /** Netty's word for this machine. */
    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    }

    private static List<Path> files(Path folder, String pattern) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(pattern))
                    .map(Distribution::plain)
                    .sorted()
                    .toList();
        }
    }

    private static Path plain(Path jar) {
        if (!PLAIN.matcher(jar.getFileName().toString()).matches()) {
            throw new ImageException("the file name '" + jar.getFileName() + "' is not plain", REMEDY);
        }
        return jar;
    }
}
