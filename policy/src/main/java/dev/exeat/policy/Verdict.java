package dev.exeat.policy;

/** What was decided. */
public enum Verdict {
    /** The flow may go on. */
    ALLOW,
    /** The flow is refused. */
    DENY
}
