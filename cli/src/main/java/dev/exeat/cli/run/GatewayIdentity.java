package dev.exeat.cli.run;

import dev.exeat.container.OwnContainers;
import dev.exeat.linux.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/** Who a gateway is: an ordinary user's own self, for root a user that exists only for a while. */
final class GatewayIdentity {
    /** The range that systemd keeps for such users: no file belongs to them. */
    private static final int FIRST_UID = 61_184;

    private static final int LAST_UID = 65_519;

    private GatewayIdentity() {}

    /** A user and group that nobody is. */
    static int freshUid() {
        return ThreadLocalRandom.current().nextInt(FIRST_UID, LAST_UID + 1);
    }

    /**
     * The identity of a gateway in a container.
     *
     * @param rootless whether the engine runs as an ordinary user
     */
    static OwnContainers.Identity of(boolean rootless) {
        int uid = Libc.function("getuid").call();
        if (uid != 0) {
            return new OwnContainers.Identity(uid, Libc.function("getgid").call(), rootless);
        }
        int fresh = freshUid();
        return new OwnContainers.Identity(fresh, fresh, rootless);
    }

    /** The gateway's folder: made if need be, and its own with all that is in it. */
    static Path folder(Path folder, OwnContainers.Identity identity) {
        try {
            if (Files.notExists(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (identity.fileOwner() >= 0) {
                try (var tree = Files.walk(folder)) {
                    for (Path path : tree.toList()) {
                        Files.setAttribute(path, "unix:uid", identity.uid(), LinkOption.NOFOLLOW_LINKS);
                        Files.setAttribute(path, "unix:gid", identity.gid(), LinkOption.NOFOLLOW_LINKS);
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
