package dev.exeat.engine.jail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Caches of package managers and compilers in the home directory: shared with the host and writable, so that a build need not fetch
 * everything again. Their parents become the sandbox's own directories in which everything else is read-only: tools can create lock
 * files and new caches there, which are gone at the end, but never change what the user's shell runs ({@code ~/.cache} holds prompts
 * and hooks that are executed, {@code ~/.cargo/bin} programs).
 */
final class Caches {
    private static final int MOST_ENTRIES = 400;

    private static final Map<String, Set<String>> WRITABLE = new TreeMap<>(Map.of(
            ".cache",
            Set.of(
                    "bazel",
                    "ccache",
                    "composer",
                    "coursier",
                    "deno",
                    "go-build",
                    "node",
                    "node-gyp",
                    "pip",
                    "pnpm",
                    "pypoetry",
                    "sccache",
                    "uv",
                    "yarn",
                    "zig"),
            ".npm",
            Set.of("_cacache"),
            ".m2",
            Set.of("repository"),
            ".gradle",
            Set.of("caches"),
            ".cargo",
            Set.of("registry", "git"),
            "go/pkg",
            Set.of("mod"),
            ".local/share/pnpm",
            Set.of("store"),
            ".bun/install",
            Set.of("cache"),
            ".nuget",
            Set.of("packages"),
            ".ivy2",
            Set.of("cache")));

    /** What tools keep there of what runs on the host, and could not use here read-only: they make it anew. */
    private static final Map<String, Set<String>> LEFT_OUT =
            Map.of(".gradle", Set.of("daemon", "native", "notifications", "workers", ".tmp"));

    private Caches() {}

    static void addTo(Mounts mounts, Path home) {
        WRITABLE.forEach((parent, children) ->
                addTo(mounts, home.resolve(parent), children, LEFT_OUT.getOrDefault(parent, Set.of())));
    }

    private static void addTo(Mounts mounts, Path parent, Set<String> children, Set<String> leftOut) {
        List<Path> entries = entries(parent);
        boolean any = entries.stream().anyMatch(entry -> children.contains(name(entry)));
        if (!any || entries.size() > MOST_ENTRIES) {
            return;
        }
        mounts.fresh(parent, "0755");
        for (Path entry : entries) {
            if (leftOut.contains(name(entry))) {
                continue;
            }
            addEntry(mounts, entry, children.contains(name(entry)));
        }
    }

    private static void addEntry(Mounts mounts, Path entry, boolean writable) {
        if (Files.isSymbolicLink(entry)) {
            mounts.link(target(entry), entry);
        } else if (writable && Files.isDirectory(entry)) {
            mounts.writable(entry);
        } else if (Files.isDirectory(entry) || Files.isRegularFile(entry)) {
            mounts.readOnly(entry);
        }
    }

    private static List<Path> entries(Path parent) {
        // a parent that is a link somewhere else stays as it is: read-only
        if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
