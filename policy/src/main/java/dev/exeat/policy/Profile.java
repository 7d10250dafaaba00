package dev.exeat.policy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The base that the rules stand on. */
public enum Profile {
    /** Nothing but what the rules allow. */
    STRICT,
    /** No network at all. */
    AIRGAPPED,
    /** Everything but the denies, the floor, and what only a rule opens: private addresses and names of private networks. */
    PERMISSIVE,
    /** As permissive, to see what a command uses: not a profile that can be written, since it is for one run. */
    LEARN;

    /** Those that a user writes. */
    private static final List<Profile> WRITTEN = List.of(STRICT, AIRGAPPED, PERMISSIVE);

    /** Reads a profile by its name in lower case. */
    public static Parsed<Profile> parse(String text) {
        for (Profile profile : WRITTEN) {
            if (profile.id().equals(text)) {
                return Parsed.ok(profile);
            }
        }
        if (text.equals("standard")) {
            return Parsed.bad(
                    "profile-standard-unsupported",
                    "profile 'standard' is not there in this version",
                    "write 'strict', and name the hosts");
        }
        String near = NearWord.find(text, ids());
        return Parsed.bad(
                "profile-unknown",
                "profile " + Quoted.of(text) + " is not known",
                near == null
                        ? "write 'strict', 'airgapped' or 'permissive'"
                        : "write '" + near + "', if that is what you mean");
    }

    /** The profile with this {@link #id}, those included that no user writes; or null. */
    public static @Nullable Profile ofId(String id) {
        for (Profile profile : values()) {
            if (profile.id().equals(id)) {
                return profile;
            }
        }
        return null;
    }

    /** Whether what no rule names is allowed where it is public. */
    public boolean isOpen() {
        return this == PERMISSIVE || this == LEARN;
    }

    private static List<String> ids() {
        return WRITTEN.stream().map(Profile::id).toList();
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
