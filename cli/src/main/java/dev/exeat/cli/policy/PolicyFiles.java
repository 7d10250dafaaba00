package dev.exeat.cli.policy;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.file.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads policy files from disk, no more of them than a policy may have. */
public final class PolicyFiles {
    private PolicyFiles() {}

    /**
     * The file's text, not parsed.
     *
     * @param name what messages call it
     */
    public static Parsed<PolicyFile> read(String name, Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return unreadable(name, "is not a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return PolicyFile.decode(name, in.readNBytes(PolicyFile.MOST_BYTES + 1));
        } catch (java.nio.file.NoSuchFileException missing) {
            return unreadable(name, "does not exist");
        } catch (IOException failed) {
            return unreadable(name, "cannot be read: " + failed.getMessage());
        }
    }

    private static Parsed<PolicyFile> unreadable(String name, String why) {
        return Parsed.bad("policy-unreadable", "policy file '" + name + "' " + why, "name a file that you can read");
    }
}
