package dev.exeat.engine.segment;

/**
 * What is planned, for probes to compare with what is.
 *
 * @param gateway whether there is a gateway: then names resolve, and refusals come from it
 * @param ipv6 whether the segment speaks IPv6
 * @param ruleset the nft rules as {@code nft list ruleset} prints them; empty for none
 */
public record SegmentWalls(boolean gateway, boolean ipv6, String ruleset) {}
