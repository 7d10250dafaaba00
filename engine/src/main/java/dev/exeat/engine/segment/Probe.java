package dev.exeat.engine.segment;

import java.io.IOException;

/** One connection or look that is made on purpose, on a thread in the segment's namespace. */
interface Probe {
    /** How long a probe waits for anything, in milliseconds: only a broken wall, or a very busy machine, takes so long. */
    int PATIENCE_MILLIS = 4_000;

    /** Kebab-case, and the same for as long as the product lives: it is journalled. */
    String id();

    /**
     * Makes the probe.
     *
     * @return what was seen that shows that all is well, one line
     * @throws BreachException when it is not
     * @throws IOException when the probe could not be made, which counts as a failure too
     */
    String prove() throws IOException, BreachException;

    /** The result, whatever happens. */
    default ProbeResult result() {
        try {
            return new ProbeResult(id(), true, prove());
        } catch (BreachException e) {
            return new ProbeResult(id(), false, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return new ProbeResult(id(), false, "could not be made: " + e);
        }
    }

    /** A wall that does not stand, or a door that does not open. */
    final class BreachException extends Exception {
        private static final long serialVersionUID = 1L;

        BreachException(String message) {
            super(message);
        }
    }
}
