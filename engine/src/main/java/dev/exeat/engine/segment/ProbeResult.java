package dev.exeat.engine.segment;

/**
 * What a probe found.
 *
 * @param id the probe's kebab-case id, such as {@code literal-ipv4}
 * @param passed whether the wall stands, or the door opens
 * @param detail one line: what was seen
 */
public record ProbeResult(String id, boolean passed, String detail) {
    @Override
    public String toString() {
        return id + (passed ? " pass " : " fail ") + detail;
    }
}
