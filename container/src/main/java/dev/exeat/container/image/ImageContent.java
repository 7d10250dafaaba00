package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that decides what is in the image. Paths in the image have no leading slash.
 *
 * @param files copied from this host
 * @param texts written as they are here
 * @param runtime files of the JDK from which jlink makes the image's runtime
 */
record ImageContent(SortedMap<String, Path> files, SortedMap<String, String> texts, SortedMap<String, Path> runtime) {
    /** What the jars need, as jdeps says. */
    static final List<String> MODULES = List.of("java.base", "java.logging", "jdk.jfr", "jdk.unsupported");

    /** The lines of etc/protocols are for nft, which asks the C library for the numbers of tcp and udp. */
    private static final String PROTOCOLS = """
            ip	0	IP
            icmp	1	ICMP
            tcp	6	TCP
            udp	17	UDP
            ipv6	41	IPv6
            ipv6-icmp	58	IPv6-ICMP
            """;

    static SortedMap<String, String> textsOf(Distribution distribution) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (JvmRole role : JvmRole.values()) {
            texts.put(role.argumentsFile(), String.join("\n", role.arguments(distribution)) + "\n");
        }
        texts.put("etc/group", "root:x:0:\nnogroup:x:65534:\n");
        texts.put("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nprotocols: files\n");
        texts.put("etc/passwd", "root:x:0:0::/:/none\nnobody:x:65534:65534::/:/none\n");
        texts.put("etc/protocols", PROTOCOLS);
        return texts;
    }

    static ImageContent of(Distribution distribution, Path javaHome) throws IOException {
        SortedMap<String, Path> files = jarsOf(distribution);
        files.putAll(SystemFiles.of(javaHome, distribution.natives()));
        distribution.natives().forEach(so -> files.put("exeat/native/" + so.getFileName(), so));
        return new ImageContent(files, textsOf(distribution), runtimeOf(javaHome));
    }

    static SortedMap<String, Path> jarsOf(Distribution distribution) {
        SortedMap<String, Path> jars = new TreeMap<>();
        distribution.gatewayJars().forEach(jar -> jars.put(JvmRole.inGateway(jar), jar));
        jars.put(JvmRole.inInside(distribution.engineJar()), distribution.engineJar());
        return jars;
    }

    /** The modules' archive holds a hash of every other file, but a configuration may have been changed since, and is taken as it is. */
    private static SortedMap<String, Path> runtimeOf(Path javaHome) throws IOException {
        SortedMap<String, Path> runtime = new TreeMap<>();
        for (String file : List.of("release", "lib/modules", "lib/server/libjvm.so")) {
            runtime.put(file, javaHome.resolve(file));
        }
        try (Stream<Path> conf = Files.walk(javaHome.resolve("conf"))) {
            conf.filter(Files::isRegularFile)
                    .forEach(file -> runtime.put(javaHome.relativize(file).toString(), file));
        }
        return runtime;
    }
}
