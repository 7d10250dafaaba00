package dev.exeat.gateway.audit;

/** Names of {@link Event#PROBE} records that say more than the result of one probe. */
public final class ProbeNames {
    /** Every probe passed and the command begins: what stands before, after the start, was the probes' doing. */
    public static final String PROVED = "proved";

    private ProbeNames() {}
}
