package dev.exeat.engine.jail;

import dev.exeat.linux.Libc;

/** Who runs this. */
final class UserId {
    private UserId() {}

    static int own() {
        return Libc.function("getuid").attempt();
    }
}
