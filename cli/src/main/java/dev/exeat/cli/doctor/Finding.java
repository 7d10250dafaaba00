package dev.exeat.cli.doctor;

/**
 * The outcome of one check.
 *
 * @param id kebab-case id of the check
 * @param ok whether all is well
 * @param message what was found
 * @param fix what to do about it; empty when all is well
 */
public record Finding(String id, boolean ok, String message, String fix) {
    static Finding good(String id, String message) {
        return new Finding(id, true, message, "");
    }

    static Finding bad(String id, String message, String fix) {
        return new Finding(id, false, message, fix);
    }
}
