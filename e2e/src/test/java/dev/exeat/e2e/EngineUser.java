package dev.exeat.e2e;

import org.jspecify.annotations.Nullable;

/**
 * The ordinary user for whom containers are run: it has subordinate ids, which rootless Podman needs, and is in the
 * group of Docker's socket. Made at the first use and removed with the world.
 */
record EngineUser(String name, int uid, int gid) {
    private static @Nullable EngineUser shared;

    static synchronized EngineUser shared() {
        if (shared == null) {
            Tools.require("useradd", "userdel", "newuidmap", "newgidmap");
            World world = World.shared();
            String name = world.name();
            world.atEnd(() -> remove(name));
            Commands.must("useradd", "--no-create-home", "--no-log-init", "--user-group", name);
            shared = new EngineUser(name, id("-u", name), id("-g", name));
            requireSubordinateIds(name, "/etc/subuid");
            requireSubordinateIds(name, "/etc/subgid");
        }
        return shared;
    }

    private static int id(String which, String name) {
        return Integer.parseInt(Commands.must("id", which, name).strip());
    }

    private static void requireSubordinateIds(String name, String file) {
        if (Commands.run("grep", "-q", "^" + name + ":", file).status() != 0) {
            Tools.missing("useradd gives no subordinate ids: no line of " + name + " in " + file);
        }
    }

    /** Ends the user's processes and removes it; also for one that a killed JVM has left. */
    static void remove(String name) {
        if (Commands.run("id", name).status() != 0) {
            return;
        }
        Commands.run("sh", "-c", "for i in 1 2 3; do ps -o pid= -U \"$0\" | xargs -r kill -9; done", name);
        // by force, since a process that nobody has waited for yet still counts as the user's
        Commands.run("userdel", "--force", name);
    }
}
