package dev.exeat.cli.policy;

import dev.exeat.cli.console.Reason;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.file.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads policy files from disk, no more of them than a policy may have. */
public final class PolicyFiles {
    /** The id of the problem of a file that cannot be read at all. */
    public static final String UNREADABLE = "policy-unreadable";

    /** What stands for standard input where that is read. */
    public static final String STANDARD_INPUT = "-";

    private PolicyFiles() {}

    /**
     * The text of standard input, not parsed.
     *
     * @param name what messages call it
     */
    public static Parsed<PolicyFile> read(String name, InputStream in) {
        try {
            return PolicyFile.decode(name, in.readNBytes(PolicyFile.MOST_BYTES + 1));
        } catch (IOException failed) {
            return unreadable(name, "cannot be read: " + Reason.of(failed));
        }
    }

    /**
     * The file's text, not parsed.
     *
     * @param name what messages call it
     */
    public static Parsed<PolicyFile> read(String name, Path path) {
        if (name.equals(STANDARD_INPUT)) {
            return Parsed.bad(
                    "policy-standard-input",
                    "policy file '-' would be standard input, which is not read here",
                    "save it to a file; 'exeat policy check -' alone reads standard input");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return unreadable(name, "is not a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return PolicyFile.decode(name, in.readNBytes(PolicyFile.MOST_BYTES + 1));
        } catch (java.nio.file.NoSuchFileException missing) {
            return unreadable(name, "does not exist");
        } catch (IOException failed) {
            return unreadable(name, "cannot be read: " + Reason.of(failed));
        }
    }

    private static Parsed<PolicyFile> unreadable(String name, String why) {
        return Parsed.bad(UNREADABLE, "policy file '" + name + "' " + why, "name a file that you can read");
    }
}
