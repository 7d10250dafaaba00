package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.exeat.container.EngineKind;
import dev.exeat.container.workload.HostView;
import dev.exeat.container.workload.SeccompProfile;
import dev.exeat.container.workload.WorkloadArguments;
import dev.exeat.container.workload.WorkloadOptions;
import dev.exeat.container.workload.WorkloadSpec;
import dev.exeat.e2e.Commands.Outcome;
import dev.exeat.engine.jail.Cover;
import dev.exeat.engine.jail.JailSpec;
import dev.exeat.engine.jail.ProjectProtection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real engine makes of a workload's arguments: from inside, what must work and what must not. */
@EndToEnd
abstract class AbstractWorkloadTest {
    private static final Path NOWHERE = Path.of("/no-such-directory");

    /** Each call is made by its number, and what it says is printed by the name of the errno; a socket is closed again. */
    private static final String CALLS = """
            import ctypes, errno, mmap, os, signal, struct
            libc = ctypes.CDLL(None, use_errno=True)
            def call(number, *arguments):
                ctypes.set_errno(0)
                result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
                if result >= 0 and number == 41: os.close(result)
                return 'ok' if result >= 0 else errno.errorcode.get(ctypes.get_errno(), '?')
            def signal_of(action):
                child = os.fork()
                if child == 0:
                    action()
                    os._exit(0)
                status = os.waitpid(child, 0)[1]
                return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else 'ok'
            def socketcall():
                memory = mmap.mmap(-1, 4096, prot=7, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40)
                base = ctypes.addressof(ctypes.c_char.from_buffer(memory))
                memory[64:76] = struct.pack('<III', 40, 1, 0)
                memory[0:20] = bytes([0x53, 0xb8, 102, 0, 0, 0, 0xbb, 1, 0, 0, 0, 0xb9]) + struct.pack('<I', base + 64) + bytes([0xcd, 0x80, 0x5b, 0xc3])
                ctypes.CFUNCTYPE(ctypes.c_int)(base)()
            for name, family, kind, protocol in SOCKETS:
                print('socket', name, call(41, family, kind, protocol))
            for name, number, arguments in OTHERS:
                print(name, call(number, *arguments))
            print('i386', signal_of(socketcall))
            print('x32', signal_of(lambda: call(0x40000000 + 39)))
            """;

    private static final String ROWS = """
            SOCKETS = [
              ('tcp', 2, 1, 6), ('tcp6', 10, 1 | 0o2004000, 0), ('udp', 2, 2, 17), ('unix', 1, 1, 0),
              ('route', 16, 3, 0), ('diag', 16, 3, 4), ('audit', 16, 3, 9),
              ('vsock', 40, 1, 0), ('alg', 38, 5, 0), ('packet', 17, 3, 3), ('xdp', 44, 3, 0), ('bluetooth', 31, 3, 0),
              ('upper-half', 40 | 1 << 32, 1, 0), ('upper-half-inet', 2 | 1 << 32, 3, 255),
              ('raw', 2, 3, 255), ('raw6', 10, 3, 58), ('sock-packet', 2, 10, 3)]
            OTHERS = [
              ('getpid', 39, ()), ('landlock', 444, (0, 0, 1)), ('personality', 135, (0xffffffff,)),
              ('clone3', 435, (0, 0)), ('clone-user', 56, (0x10000000 | 17, 0, 0, 0, 0)), ('clone-net', 56, (0x40000000 | 17, 0, 0, 0, 0)),
              ('unshare-user', 272, (0x10000000,)), ('unshare-net', 272, (0x40000000,)), ('setns', 308, (0, 0)),
              ('mount', 165, (0, 0, 0, 0, 0)), ('open-tree', 428, (-100, 0, 0)), ('io-uring', 425, (1, 0)), ('keyctl', 250, (0, -3, 1)),
              ('bpf', 321, (0, 0, 0)), ('perf', 298, (0, 0, -1, -1, 0)), ('userfaultfd', 323, (0,)), ('by-handle', 304, (0, 0, 0)),
              ('unknown', 999, ())]
            """;

    private static final String ANSWERS = """
            socket tcp ok
            socket tcp6 ok
            socket udp ok
            socket unix ok
            socket route ok
            socket diag ok
            socket audit EINVAL
            socket vsock EAFNOSUPPORT
            socket alg EAFNOSUPPORT
            socket packet EAFNOSUPPORT
            socket xdp EAFNOSUPPORT
            socket bluetooth EAFNOSUPPORT
            socket upper-half EAFNOSUPPORT
            socket upper-half-inet EAFNOSUPPORT
            socket raw EPERM
            socket raw6 EPERM
            socket sock-packet EPERM
            getpid ok
            landlock ok
            personality ok
            clone3 ENOSYS
            clone-user EPERM
            clone-net EPERM
            unshare-user EPERM
            unshare-net EPERM
            setns EPERM
            mount EPERM
            open-tree EPERM
            io-uring EPERM
            keyctl EPERM
            bpf EPERM
            perf EPERM
            userfaultfd EPERM
            by-handle EPERM
            unknown ENOSYS
            i386 SIGSYS
            x32 SIGSYS
            """;

    private final Supplier<TestEngine> engine;
    private TestEngine shared;
    private Path folder;
    private Path project;
    private int count;

    AbstractWorkloadTest(Supplier<TestEngine> engine) {
        this.engine = engine;
    }

    @BeforeAll
    void start() {
        shared = engine.get();
        shared.image(TestImage.TOOLS);
    }

    @BeforeEach
    void project() throws IOException {
        folder = shared.caller().folder(shared.world().folder(), "workload-" + shared.program() + shared.caller());
        project = shared.caller().folder(folder, "project-" + ++count);
    }

    private EngineKind kind() {
        return EngineKind.valueOf(shared.program().toUpperCase(Locale.ROOT));
    }

    private HostView host() {
        JailSpec.Places places = new JailSpec.Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE);
        return HostView.of(project, places, Map.of("TOKEN", "two\nlines"), List.of());
    }

    private WorkloadOptions options(String harden, List<String> volumes, TestImage image, String... command) {
        return new WorkloadOptions(
                "workload",
                image.reference(),
                List.of(command),
                null,
                List.of("TOKEN", "PATH=/opt/java/bin:/usr/sbin:/usr/bin"),
                List.of(),
                Map.of(),
                null,
                null,
                volumes,
                List.of(),
                WorkloadOptions.Limits.UNSAID,
                false,
                List.of(),
                harden,
                List.of(),
                new WorkloadOptions.Streams(false, false),
                Map.of());
    }

    /** Creates the container, runs it to its end and removes it. */
    private Outcome run(WorkloadOptions options) throws IOException {
        WorkloadSpec spec = options.check(kind(), host()).orElseThrow().forImageUser("");
        for (ProjectProtection protection : spec.protections()) {
            protection.makeMissing();
            for (Cover cover : protection.covers()) {
                shared.caller().own(cover.path()); // as if the caller had made it
            }
        }
        Path profile = folder.resolve("seccomp.json");
        Files.writeString(profile, SeccompProfile.json());
        WorkloadArguments arguments = WorkloadArguments.of(spec, kind(), profile, WorkloadArguments.NO_NETWORK);
        List<String> create = new ArrayList<>(List.of("create"));
        create.addAll(arguments.arguments());
        Outcome created = callWith(arguments.environment().values(), create.toArray(String[]::new));
        assertThat(created.status()).as(created.toString()).isZero();
        try {
            // not 'start --attach': Podman 4.3 at times waits for 20 s at its end
            shared.must("start", "exeat-workload");
            assertThat(shared.must("wait", "exeat-workload").strip()).matches("[0-9]+");
            return shared.call("logs", "exeat-workload");
        } finally {
            shared.must("rm", "--force", "--volumes", "exeat-workload");
        }
    }

    private Outcome callWith(Map<String, String> environment, String... arguments) {
        List<String> variables = new ArrayList<>(shared.variables());
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        String[] words = Commands.join(
                Commands.join(shared.world().client().words(), shared.caller().words()),
                Commands.join(TestEngine.clean(shared.home(), variables), shared.program()));
        return Commands.run(Duration.ofSeconds(90), Path.of("/"), Map.of(), Commands.join(words, arguments));
    }

    private Outcome shell(String harden, List<String> volumes, String script) throws IOException {
        return run(options(harden, volumes, TestImage.TOOLS, "bash", "-c", script));
    }

    @Tag("D-024")
    @Test
    void systemCallsAreThoseOfAnOrdinaryProgram() throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86_64");
        Outcome outcome = run(options("default", List.of(), TestImage.TOOLS, "python3", "-c", ROWS + CALLS));
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo(ANSWERS);
    }

    @Test
    void threadsAndProcessesStart() throws IOException {
        Outcome python = run(options("strict", List.of(), TestImage.TOOLS, "python3", "-c", """
                import subprocess, threading
                thread = threading.Thread(target=print, args=('thread',))
                thread.start()
                thread.join()
                print(subprocess.run(['uname'], capture_output=True, text=True).stdout.strip())
                """));
        assertThat(python.out()).as(python.toString()).isEqualTo("thread\nLinux\n");
    }

    @Test
    void javaCompilesAndRuns() throws IOException {
        shared.image(TestImage.JAVA);
        String source = "public class Hi { public static void main(String[] a) throws Exception {"
                + " Thread.ofVirtual().start(() -> System.out.println(6 * 7)).join(); } }";
        Outcome java = run(options(
                "strict",
                List.of(),
                TestImage.JAVA,
                "bash",
                "-c",
                "cd /tmp && echo '" + source + "' >Hi.java && java Hi.java"));
        assertThat(java.out()).as(java.toString()).isEqualTo("42\n");
    }

    @Tag("D-028")
    @Test
    void defaultWorkloadKeepsFewCapabilities() throws IOException {
        Outcome outcome = shell("default", List.of(), """
                grep -E '^(Cap(Eff|Bnd)|NoNewPrivs|Seccomp):' /proc/self/status | tr '\\t' ' '
                id -u
                touch /written && chown user /written && stat -c %U /written
                python3 -c 'import os; os.chroot("/"); print("chroot")'
                python3 -c 'import os; os.mknod("/tmp/device", 0o60600, os.makedev(1, 1))' || echo no device
                mount -t tmpfs none /tmp || echo no mount
                sed -n 2p <<<"$TOKEN"
                """);
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("""
                        CapEff: 00000000800405fb
                        CapBnd: 00000000800405fb
                        NoNewPrivs: 1
                        Seccomp: 2
                        0
                        user
                        chroot
                        no device
                        no mount
                        lines
                        """);
    }

    @Test
    void strictWorkloadHasNothing() throws IOException {
        Outcome outcome = shell("strict", List.of("/scratch"), """
                grep -E '^(CapEff|CapBnd|NoNewPrivs):' /proc/self/status | tr '\\t' ' '
                id -u
                touch /written || echo root read-only
                touch /run/written || echo run read-only
                printf '#!/bin/sh\\n' >/tmp/program && chmod +x /tmp/program && echo tmp writable
                /tmp/program || echo tmp not executable
                """);
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("""
                        CapEff: 0000000000000000
                        CapBnd: 0000000000000000
                        NoNewPrivs: 1
                        65534
                        root read-only
                        run read-only
                        tmp writable
                        tmp not executable
                        """);
    }

    @Test
    void whatTheUserRunsAfterwardsIsNotWritable() throws IOException {
        Path git = shared.caller().folder(project, ".git");
        shared.caller().own(Files.createFile(git.resolve("config")));
        shared.caller().own(Files.createFile(project.resolve("exeat.yaml")));
        Outcome outcome = shell("default", List.of(".:/work"), """
                cd /work
                for file in .git/config .git/hooks/pre-commit exeat.yaml; do echo evil >>$file || echo "no $file"; done
                mv .git moved || echo no move
                rm -rf .git/hooks || echo no removal
                rm -f exeat.yaml || echo no removal
                echo ordinary >.git/HEAD && echo ordinary >written && cat written
                """);
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("""
                        no .git/config
                        no .git/hooks/pre-commit
                        no exeat.yaml
                        no move
                        no removal
                        no removal
                        ordinary
                        """);
        assertThat(project.resolve("written")).hasContent("ordinary");
        assertThat(project.resolve(".git/hooks")).isEmptyDirectory();
    }

    @Test
    void socketOfTheHostIsOpenedByItsOwnFlagOnly() throws IOException {
        Path socket = project.resolve("agent");
        String connect = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1]); print('connected')";
        try (ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            agent.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            Outcome hidden = run(
                    options("default", List.of(".:/work"), TestImage.TOOLS, "python3", "-c", connect, "/work/agent"));
            assertThat(hidden.err()).as(hidden.toString()).contains("ConnectionRefusedError");
            assertThat(hidden.out()).isEmpty();
            WorkloadOptions plain =
                    options("default", List.of(), TestImage.TOOLS, "python3", "-c", connect, socket.toString());
            Outcome opened = run(withSocket(plain, socket));
            assertThat(opened.out()).as(opened.toString()).isEqualTo("connected\n");
        }
    }

    private static WorkloadOptions withSocket(WorkloadOptions plain, Path socket) {
        return new WorkloadOptions(
                plain.sandbox(),
                plain.image(),
                plain.command(),
                plain.entrypoint(),
                plain.env(),
                plain.envFiles(),
                plain.variables(),
                plain.user(),
                plain.workdir(),
                plain.volumes(),
                List.of(socket.toString()),
                plain.limits(),
                plain.readOnly(),
                plain.capAdd(),
                plain.harden(),
                plain.engineArgs(),
                plain.streams(),
                plain.labels());
    }
}
