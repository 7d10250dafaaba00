package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real sshd on port 22 of the servers' namespace that serves one bare git repository, as root through git-shell. */
final class SshServer {
    private static final String MAKE = """
            cd "$1"
            ssh-keygen -q -t ed25519 -N '' -f host_key; ssh-keygen -q -t ed25519 -N '' -f user_key
            printf 'restrict,command="git-shell -c \\\\"$SSH_ORIGINAL_COMMAND\\\\"" %s\\n' "$(cat user_key.pub)" >authorized_keys
            cat >config <<END
            Port 22
            HostKey $1/host_key
            AuthorizedKeysFile $1/authorized_keys
            PermitRootLogin yes
            PasswordAuthentication no
            UsePAM no
            StrictModes no
            PidFile none
            END
            printf '%s %s\\n' git.allowed.test "$(cut -d' ' -f1,2 host_key.pub)" >known_hosts
            chmod 644 known_hosts
            """;
    private static final String REPOSITORY = """
            export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
            mkdir -p "$1"; cd "$1"; git init -q --bare hello.git; git init -q work; cd work
            echo 'hello from git' >hello.txt; git add hello.txt
            git -c user.name=Exeat -c user.email=exeat@example.test commit -q -m 'hello'
            git push -q ../hello.git HEAD:refs/heads/master; cd ../hello.git
            git symbolic-ref HEAD refs/heads/master; git update-server-info
            """;
    // sshd wants /run/sshd: in a mount namespace of its own, so that the machine keeps its /run
    private static final String RUN =
            "mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec \"$0\" -D -e -f \"$1\"";

    private final Path folder;
    private final Path repositories;

    private SshServer(Path folder, Path repositories) {
        this.folder = folder;
        this.repositories = repositories;
    }

    /** Makes the repository {@code hello.git} below {@code repositories} and starts the server. */
    static SshServer start(World world, Path repositories) {
        var server = new SshServer(world.folder().resolve("ssh"), repositories);
        server.make();
        Path sshd = Tools.find("sshd").orElseThrow();
        String[] words = Commands.join(
                world.servers().words(), "unshare", "-m", "sh", "-c", RUN, sshd.toString(), server.folder + "/config");
        world.background("sshd", words);
        world.awaitPort(22);
        return server;
    }

    private void make() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.must("sh", "-ec", MAKE, "make", folder.toString());
        Commands.must("sh", "-ec", REPOSITORY, "repository", repositories.toString());
    }

    Path userKey() {
        return folder.resolve("user_key");
    }

    Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    /** The path of the bare repository on the server. */
    Path repository() {
        return repositories.resolve("hello.git");
    }
}
