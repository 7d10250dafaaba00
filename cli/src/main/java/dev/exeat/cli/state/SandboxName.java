package dev.exeat.cli.state;

import dev.exeat.policy.Parsed;

/**
 * The name of a sandbox: a label of a host name (RFC 1123), lower case, at most {@value #LONGEST} characters. It names a
 * folder and is the host name inside.
 */
public record SandboxName(String text) {
    static final int LONGEST = 40;

    /** Stands for the sandbox that was started most recently, so it cannot be a name. */
    public static final String LAST = "LAST";

    /** The name that a user wrote, never repaired. */
    public static Parsed<SandboxName> parse(String text) {
        if (text.equalsIgnoreCase(LAST) || text.equals("localhost")) {
            return Parsed.bad("sandbox-name", "'" + text + "' cannot name a sandbox", "choose another name");
        }
        if (!matches(text)) {
            return Parsed.bad(
                    "sandbox-name",
                    "'" + text + "' is no name for a sandbox",
                    "use 1 to " + LONGEST + " of a-z, 0-9 and '-', a letter or digit first and last");
        }
        return Parsed.ok(new SandboxName(text));
    }

    private static boolean matches(String text) {
        int length = text.length();
        return length >= 1
                && length <= LONGEST
                && text.chars().allMatch(c -> isLetterOrDigit(c) || c == '-')
                && isLetterOrDigit(text.charAt(0))
                && isLetterOrDigit(text.charAt(length - 1));
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return text;
    }
}
