package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What package managers fetch: one package {@code exeat-hello} of each ecosystem, made by the tests, as a mirror serves it: below
 * {@code /pip/simple/} a simple index (PEP 503) with a wheel, below {@code /npm/} a registry with a tarball, below {@code /maven/} and
 * {@code /gradle/} a repository with a library, for Maven with a plugin.
 */
final class PackageMirror {
    /** A page and its content type. */
    record Page(String type, byte[] body) {}

    private static final String BINARY = "application/octet-stream";
    private static final String WHEEL = "exeat_hello-1.0-py3-none-any.whl";
    private static final String TARBALL = "exeat-hello-1.0.0.tgz";

    private final Map<String, byte[]> made = new ConcurrentHashMap<>();

    /** Whether a path is one of an ecosystem's. */
    static boolean has(String path) {
        return path.startsWith("/pip/")
                || path.startsWith("/npm/")
                || path.startsWith("/maven/")
                || path.startsWith("/gradle/");
    }

    /** The page at this path, or null; {@code origin} is the scheme, name and port by which the mirror was asked. */
    @Nullable
    Page page(String origin, String path) {
        if (path.equals("/pip/simple/exeat-hello/")) {
            return new Page("text/html", ("<a href=\"/pip/" + WHEEL + "\">" + WHEEL + "</a>").getBytes(UTF_8));
        }
        if (path.equals("/pip/" + WHEEL)) {
            return new Page(BINARY, made("wheel"));
        }
        if (path.equals("/npm/exeat-hello")) {
            return new Page("application/json", registryDocument(origin).getBytes(UTF_8));
        }
        if (path.equals("/npm/exeat-hello/-/" + TARBALL)) {
            return new Page(BINARY, made("tarball"));
        }
        if (path.startsWith("/gradle/")) {
            return repository(path.substring("/gradle/".length()), "library for gradle");
        }
        return path.startsWith("/maven/") ? repository(path.substring("/maven/".length()), "library") : null;
    }

    private @Nullable Page repository(String path, String library) {
        if (path.endsWith(".sha1")) {
            Page whole = repository(path.substring(0, path.length() - ".sha1".length()), library);
            return whole == null ? null : new Page("text/plain", hex(whole.body()));
        }
        String file = path.substring(path.lastIndexOf('/') + 1);
        return switch (file) {
            case "hello-1.0.pom", "hello-maven-plugin-1.0.pom" -> new Page("text/xml", MavenPackages.pom(file));
            case "hello-1.0.jar" -> new Page(BINARY, made(library));
            case "hello-maven-plugin-1.0.jar" -> new Page(BINARY, made("plugin"));
            default -> null;
        };
    }

    private byte[] made(String what) {
        return made.computeIfAbsent(what, PackageMirror::make);
    }

    private static byte[] make(String what) {
        return switch (what) {
            case "wheel" -> wheel();
            case "tarball" -> tarball();
            case "library" -> zip(Map.of("hello.txt", "hello from maven".getBytes(UTF_8)));
            case "library for gradle" -> zip(Map.of("hello.txt", "hello from gradle".getBytes(UTF_8)));
            case "plugin" -> MavenPackages.plugin();
            default -> throw new IllegalArgumentException(what);
        };
    }

    private String registryDocument(String origin) {
        String integrity = "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", made("tarball")));
        return """
            {"name":"exeat-hello","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"exeat-hello","version":"1.0.0",
             "dist":{"tarball":"%s/npm/exeat-hello/-/%s","integrity":"%s"}}}}
            """.formatted(origin, TARBALL, integrity);
    }

    private static byte[] wheel() {
        String info = "exeat_hello-1.0.dist-info/";
        var files = new TreeMap<String, byte[]>();
        files.put("exeat_hello.py", "print('hello from pip')\n".getBytes(UTF_8));
        files.put(info + "METADATA", "Metadata-Version: 2.1\nName: exeat-hello\nVersion: 1.0\n".getBytes(UTF_8));
        files.put(
                info + "WHEEL",
                "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n".getBytes(UTF_8));
        var record = new StringBuilder();
        files.forEach((name, bytes) -> record.append("%s,sha256=%s,%d%n"
                .formatted(
                        name,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-256", bytes)),
                        bytes.length)));
        files.put(info + "RECORD", (record + info + "RECORD,,\n").getBytes(UTF_8));
        return zip(files);
    }

    private static byte[] tarball() {
        String script = """
                d=$(mktemp -d); trap 'rm -rf "$d"' EXIT; cd "$d"; mkdir package
                printf '{"name":"exeat-hello","version":"1.0.0","main":"index.js"}' >package/package.json
                printf 'console.log("hello from npm")' >package/index.js
                tar -czf - --owner=0 --group=0 package | base64 -w0
                """;
        return Base64.getDecoder().decode(Commands.must("bash", "-ec", script));
    }

    static byte[] zip(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] hex(byte[] body) {
        return HexFormat.of().formatHex(digest("SHA-1", body)).getBytes(UTF_8);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
