package dev.exeat.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The base that the rules stand on. */
public enum Profile {
    /** Nothing but what the rules allow. */
    STRICT,
    /** No network at all. */
    AIRGAPPED,
    /** Everything but the denies, the floor, and what only a rule opens: private addresses and names of private networks. */
    PERMISSIVE;

    /** Reads a profile by its name in lower case. */
    public static Parsed<Profile> parse(String text) {
        for (Profile profile : values()) {
            if (profile.id().equals(text)) {
                return Parsed.ok(profile);
            }
        }
        String near = NearWord.find(text, ids());
        return Parsed.bad(
                "profile-unknown",
                "profile " + Quoted.of(text) + " is not known",
                near == null
                        ? "write 'strict', 'airgapped' or 'permissive'"
                        : "write '" + near + "', if that is what you mean");
    }

    private static List<String> ids() {
        return Arrays.stream(values()).map(Profile::id).toList();
    }

    /** The name that users write. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return id();
    }
}
