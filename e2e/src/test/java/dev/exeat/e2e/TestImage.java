package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Images of this machine's own programs with the libraries that they load: no registry is needed. Each is a tar of a
 * whole file system, made at the first use and kept in the build's folder until a package of the machine changes.
 */
enum TestImage {
    /** Shell, core utilities and network clients; a user {@code user} (1000) besides root. */
    TOOLS("exeat-test/tools:1", ""),
    /** The same with a Java run-time that compiles, in {@code /opt/java}. */
    JAVA("exeat-test/java:1", System.getProperty("java.home"));

    private static final String PROGRAMS = """
            bash sh env cat cp mv rm ln ls mkdir mkfifo mktemp touch chmod chown stat sleep echo printf true false test
            head tail wc sort uniq cut tr tee seq date id whoami uname hostname nproc timeout base64 sha256sum readlink
            realpath basename dirname dd df stty tty grep sed awk find xargs tar gzip ps pgrep kill mount umount setpriv
            unshare nsenter getent curl wget openssl dig git ssh ssh-keygen nc socat ping ip nft python3
            """;

    private static final String BUILD = """
            set -eu
            out=$1 name=$2 java=$3 programs=$4
            part=$(mktemp -d "$out.XXXXXX")
            trap 'rm -rf -- "$part"' EXIT
            PATH=/usr/sbin:/usr/bin:/sbin:/bin
            mkdir "$part/tree"
            cd "$part/tree"
            libraries() { ldd "$@" 2>/dev/null | sed -n 's,.*[[:space:]]\\(/[^ ]*\\) (0x.*,\\1,p' | grep -v "^$part" | sort -u; }

            mkdir -p etc/ssl/certs home/user proc root run sys tmp usr/{bin,lib,lib64,sbin} var/tmp
            for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$folder"; done
            chmod 755 .; chmod 1777 tmp var/tmp; chmod 700 root; chown 1000:1000 home/user
            printf '%s\\n' root:x:0:0:root:/root:/bin/bash user:x:1000:1000::/home/user:/bin/bash \\
              nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin >etc/passwd
            printf '%s\\n' root:x:0: user:x:1000: nogroup:x:65534: >etc/group
            printf '%s: files\\n' passwd group services protocols >etc/nsswitch.conf
            echo 'hosts: files dns' >>etc/nsswitch.conf

            python=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
            git=$(git --exec-path)
            files=$(for name in $programs; do type -P "$name" || { echo "no program '$name'" >&2; exit 1; }; done)
            loaded=$(find "$git" -name git-remote-http; find "$python" -name '*.so';
              find /usr/lib -name libnss_dns.so.2 -o -name libnss_files.so.2)
            cp -L --parents $files $loaded $(libraries $files $loaded) -t .
            cp -L --parents /etc/ssl/certs/ca-certificates.crt /etc/ssl/openssl.cnf -t .
            for file in /etc/services /etc/protocols; do [ ! -e "$file" ] || cp -L "$file" etc; done
            cp -a --parents "$git" /usr/share/git-core/templates /usr/lib/ssl -t .
            tar -C / -c --exclude=__pycache__ --exclude='config-*' --exclude=test --exclude=lib2to3 --exclude=pydoc_data \\
              --exclude=idlelib --exclude=ensurepip "${python#/}" | tar -x

            if [ -n "$java" ]; then
              "$java/bin/jlink" --output opt/java --strip-debug --no-header-files --no-man-pages \\
                --add-modules java.base,java.naming,java.net.http,jdk.compiler,jdk.crypto.ec,jdk.net
              cp -L --parents $(libraries "$PWD/opt/java/bin/java" opt/java/lib/*.so opt/java/lib/server/*.so) -t .
            fi
            tar -c --numeric-owner -f ../tar .
            rm -f -- "${out%/*}/$name"-*.tar
            mv ../tar "$out"
            """;

    private final String reference;
    private final String java;

    TestImage(String reference, String java) {
        this.reference = reference;
        this.java = java;
    }

    /** Its name with the tag. */
    String reference() {
        return reference;
    }

    /** Its file system. */
    synchronized Path tar() {
        Path tar = folder().resolve(name() + "-" + key() + ".tar");
        if (!Files.exists(tar)) {
            Tools.require(PROGRAMS.strip().split("\\s+"));
            String[] words = {"bash", "-c", BUILD, "build", tar.toString(), name(), java, PROGRAMS};
            var outcome = Commands.run(Duration.ofMinutes(3), Path.of("/"), Map.of(), words);
            if (outcome.status() != 0) {
                throw new IllegalStateException("cannot make " + reference + ": " + outcome);
            }
        }
        return tar;
    }

    private static Path folder() {
        try {
            return Files.createDirectories(Path.of(System.getProperty("exeat.root", ".."), "e2e", "target", "images")
                    .toAbsolutePath()
                    .normalize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private UUID key() {
        try {
            Path packages = Path.of("/var/lib/dpkg/status");
            String installed =
                    Files.exists(packages) ? Files.getLastModifiedTime(packages).toString() : "";
            return UUID.nameUUIDFromBytes((BUILD + PROGRAMS + java + installed).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
