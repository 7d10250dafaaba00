package dev.exeat.cli.run;

import dev.exeat.engine.jail.JailProcess;
import java.util.OptionalInt;

/** What runs behind the walls, once it may: a jail's command or a container. */
interface Workload {
    /** Lets it begin. */
    void release();

    /** Gives it a signal of signal(7). */
    void signal(int number);

    /** Ends it at once. */
    void kill();

    /** Waits for its end; empty when it ended without an exit status of its own. */
    OptionalInt waitFor();

    /** Why Exeat ended it, or an empty text. */
    String reason();

    /** The command of a jail. */
    static Workload of(JailProcess jail) {
        return new Workload() {
            @Override
            public void release() {
                jail.release();
            }

            @Override
            public void signal(int number) {
                jail.signal(number);
            }

            @Override
            public void kill() {
                jail.kill();
            }

            @Override
            public OptionalInt waitFor() {
                return jail.waitFor();
            }

            @Override
            public String reason() {
                return jail.reason();
            }
        };
    }
}
