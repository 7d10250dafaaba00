package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** A real PostgreSQL on port 5432 of the servers' namespace; it refuses to run as root, so it runs as nobody. */
final class Postgres {
    private static final String[] NOBODY = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};

    private Postgres() {}

    static void start(World world) {
        Path programs = programs();
        Path data = world.folder().resolve("postgres");
        Commands.must("install", "-d", "-o", "65534", "-m", "700", data.toString());
        Commands.must(Commands.join(
                NOBODY,
                programs.resolve("initdb").toString(),
                "--no-sync",
                "--auth=trust",
                "--username=exeat",
                "--locale=C",
                "--encoding=UTF8",
                "-D",
                data.toString()));
        allowEverybody(data);
        String[] words = Commands.join(world.servers().words(), NOBODY);
        world.background(
                "postgres",
                Commands.join(
                        words,
                        programs.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-h",
                        "*",
                        "-k",
                        "",
                        "-F"));
        world.awaitPort(5432);
    }

    private static void allowEverybody(Path data) {
        try {
            Files.writeString(data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\nhost all all ::/0 trust\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Debian keeps them out of PATH, in a folder for each version
    private static Path programs() {
        return newest().or(() -> Tools.find("initdb").map(Path::getParent)).orElseGet(() -> {
            Tools.missing("the program 'initdb' (PostgreSQL's server) is not installed");
            throw new IllegalStateException();
        });
    }

    private static Optional<Path> newest() {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (var folders = Files.list(versions)) {
            return folders.map(folder -> folder.resolve("bin"))
                    .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
