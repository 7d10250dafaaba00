package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.List;

/**
 * Unix sockets of the host that a command can see: those that are there before it starts, and those that appear while it runs, such as
 * an agent that starts or a server that is started again. They are covered in the command's own mount namespace, once the jail is built:
 * a socket that is gone by then needs no cover, and cannot make the building fail.
 */
public final class LateSockets {
    /** A socket may be made between two looks, and a service that is started over and over does just that. */
    private static final int LOOKS = 50;

    private final int pid;
    private final List<Path> opened;
    private final InnerMounts mounts;

    /**
     * For one jail.
     *
     * @param pid the first process of the jail, as this process sees it
     * @param opened real paths of sockets that are open on purpose
     */
    public LateSockets(int pid, List<Path> opened) {
        this.pid = pid;
        this.opened = List.copyOf(opened);
        this.mounts = new InnerMounts(pid);
    }

    /**
     * Covers what is visible, until none is.
     *
     * @return the sockets that could not be covered, and are still in reach
     */
    public List<Path> cover() {
        List<Path> visible = HostSockets.visibleIn(pid, opened);
        for (int look = 0; look < LOOKS && !visible.isEmpty(); look++) {
            visible.forEach(mounts::blank);
            visible = HostSockets.visibleIn(pid, opened);
        }
        return visible;
    }
}
