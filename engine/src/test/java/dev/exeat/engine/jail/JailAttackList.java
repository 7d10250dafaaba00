package dev.exeat.engine.jail;

import java.util.ArrayList;
import java.util.List;

/** The attacks, as shell scripts. */
final class JailAttackList {
    /** A request that touches nothing in a process that is not being traced. */
    private static final int PTRACE_PEEKDATA = 2;

    /**
     * Every capability in a nested user namespace. Not as its uid 0: mapping the host's uid 0 needs CAP_SETFCAP (user_namespaces(7)),
     * which root has outside and has not in the jail.
     */
    private static final String NESTED = "unshare -U --keep-caps";

    private JailAttackList() {}

    static List<Attack> of(JailWorld world, long victim, List<Attack> own) {
        List<Attack> all = new ArrayList<>(files(world));
        all.addAll(sockets(world));
        all.addAll(processes(world, victim));
        all.addAll(namespaces(world));
        all.addAll(systemCalls());
        all.addAll(own);
        return all;
    }

    private static List<Attack> files(JailWorld world) {
        String git = world.project + "/.git";
        return List.of(
                Attack.of("project", "echo x > " + world.project + "/made && rm " + world.project + "/made"),
                Attack.of("home", touch(world.home + "/planted")),
                Attack.of("state-read", "grep -q secret " + world.state + "/rules"),
                Attack.of("state-write", touch(world.state + "/planted")),
                Attack.of("configuration-write", touch(world.configuration + "/planted")),
                Attack.of("installation-read", "cat " + world.installation + "/program"),
                Attack.of("hooks", touch(git + "/hooks/post-checkout")),
                Attack.of("git-config", "echo '[alias]' >> " + git + "/config"),
                Attack.of("git-replace", "mv " + git + " " + git + ".old && mv " + git + ".old " + git),
                Attack.of("git-index", touch(git + "/index")),
                Attack.of("prompt-cache", touch(world.home + "/.cache/prompts/p10k.zsh")),
                Attack.of("pip-cache", touch(world.home + "/.cache/pip/wheel")),
                Attack.of("new-cache", touch(world.home + "/.cache/other")),
                Attack.of("project-file-write", "echo >> " + world.project + "/exeat.yaml"),
                Attack.of(
                        "project-file-replace",
                        "cd " + world.project
                                + " && cp exeat.yaml new && { mv -f new exeat.yaml || { rm new; exit 1; }; }"),
                Attack.of("inherited-file", "grep -q private <&7"),
                Attack.of("inherited-directory", "ls /proc/self/fd/8/"));
    }

    private static List<Attack> sockets(JailWorld world) {
        return List.of(
                Attack.of("socket-run", connect("UNIX-CONNECT:" + JailAttacks.runSocket())),
                Attack.of("socket-tmp", connect("UNIX-CONNECT:/tmp/" + world.root.getFileName() + ".sock")),
                Attack.of("socket-home", connect("UNIX-CONNECT:" + world.home + "/agent.sock")),
                Attack.of("socket-project", connect("UNIX-CONNECT:" + world.project + "/server.sock")),
                Attack.of("socket-abstract", connect("ABSTRACT-CONNECT:" + world.root.getFileName())),
                Attack.of(
                        "environment",
                        "env | grep -qE '^(SSH_AUTH_SOCK|DBUS_SESSION_BUS_ADDRESS|DISPLAY|https_proxy)='"),
                inside(
                        "environment-given",
                        "test \"$GIVEN/$EXEAT_SANDBOX\" = 'by --env/calm-otter' && test -w \"$XDG_RUNTIME_DIR\""),
                inside("resolver", "test \"$(cat /etc/resolv.conf)\" = 'nameserver 127.0.0.53'"),
                inside("resolver-read-only", "! ( echo x >> /etc/resolv.conf ) && ! ( echo x >> /etc/hosts )"),
                inside("hostname", "test \"$(hostname)\" = otter && grep -q otter /etc/hosts"));
    }

    private static List<Attack> processes(JailWorld world, long victim) {
        String setuid = world.root + "/setuid-id";
        return List.of(
                Attack.of("signal", "kill -0 " + victim),
                Attack.of("trace", "timeout 1 strace -o /dev/null -p " + victim + "; test $? = 124"),
                inside("trace-own", "strace -o /dev/null true"),
                new Attack(
                        "enter-network",
                        "readlink /proc/" + victim + "/ns/net",
                        "nsenter --net=/proc/" + victim + "/ns/net true"),
                Attack.of("setuid", setuid + " | grep -q euid=12345"),
                inside(
                        "no-capabilities",
                        "! grep -E '^Cap(Inh|Prm|Eff|Bnd|Amb)' /proc/self/status | grep -v '0000000000000000$'"),
                inside(
                        "first-process-program",
                        "f=$(readlink /proc/1/exe); case $f in /memfd:*) ;; *) test $(id -u) != 0 ;; esac"),
                inside(
                        "first-process",
                        "! grep -E '^Cap(Prm|Eff)' /proc/1/status | grep -v '0000000000000000$'"
                                + " && test $(readlink /proc/1/ns/user) = $(readlink /proc/self/ns/user)"));
    }

    private static List<Attack> namespaces(JailWorld world) {
        String hooks = world.project + "/.git/hooks";
        String own = "mkdir -p $HOME/../m && mount -t tmpfs x $HOME/../m && ";
        return List.of(
                inside("nested", NESTED + " -m -n sh -c 'mount -t tmpfs x /tmp && ip link set lo up'"),
                new Attack(
                        "nested-remount",
                        NESTED + " -m sh -c '" + own
                                + "mount -o remount,bind,ro $HOME/../m && mount -o remount,bind,rw $HOME/../m'",
                        NESTED + " -m sh -c 'mount -o remount,bind,rw " + hooks
                                + " || mount -o remount,bind,rw / && touch " + hooks + "/x'"),
                new Attack(
                        "nested-umount",
                        NESTED + " -m sh -c '" + own + unmount("$HOME/../m") + "'",
                        NESTED + " -m sh -c '" + unmount(world.state.toString()) + " || " + unmount(hooks) + " || "
                                + unmount("/tmp") + " || " + unmount("/proc") + " || " + unmount("/") + "'"),
                new Attack(
                        "nested-network",
                        NESTED + " -n ip link set lo up",
                        NESTED
                                + " sh -c 'ip link set lo down || ip addr add 192.0.2.1/32 dev lo || nft flush ruleset'"),
                new Attack(
                        "nested-cgroup",
                        NESTED + " true",
                        NESTED
                                + " -m sh -c 'mount -t cgroup2 x /mnt || mount -t cgroup -o memory x /mnt || unshare -C mount -t cgroup2 x /mnt'"));
    }

    private static List<Attack> systemCalls() {
        return List.of(
                SystemCalls.socket("vsock", 40, 1, 0),
                SystemCalls.socket("alg", 38, 5, 0),
                SystemCalls.socket("tipc", 30, 1, 0),
                SystemCalls.socket("bluetooth", 31, 5, 0),
                SystemCalls.outsideAsRoot("xdp", 44, 3, 0),
                SystemCalls.socket("rds", 21, 5, 0),
                SystemCalls.socket("netlink-audit", 16, 3, 9),
                SystemCalls.socket("netlink-netfilter", 16, 3, 12),
                inside("netlink-route", SystemCallProbe.socket(16, 3, 0)),
                inside("tcp-socket", SystemCallProbe.socket(2, 1, 6)),
                SystemCalls.outsideAsRoot("raw-socket", 2, 3, 1),
                SystemCalls.outsideAsRoot("packet-socket", 17, 3, 0),
                Attack.of(
                        "socketcall",
                        "f=$HOME/project/i386; " + SystemCallProbe.socketCall("$f") + "; s=$?; rm -f $f; exit $s"),
                Attack.of("io-uring", SystemCallProbe.notRefused(425, 425, 0, 0)),
                Attack.of("keyctl", SystemCallProbe.notRefused(250, 219, 0, -3, 0)),
                Attack.of("ptrace-first", SystemCallProbe.notRefused(101, 117, PTRACE_PEEKDATA, 1, 0, 0)),
                inside("ptrace-others", SystemCallProbe.notRefused(101, 117, PTRACE_PEEKDATA, 999_999, 0, 0)),
                Attack.of("add-key", SystemCallProbe.notRefused(248, 217, 0, 0, 0, 0, -3)),
                Attack.of("userfaultfd", SystemCallProbe.notRefused(323, 282, 1)),
                new Attack("cgroup-namespace", "unshare -UC true", "unshare -UC true"));
    }

    /** Something that must work inside; outside it says nothing. */
    private static Attack inside(String name, String script) {
        return new Attack(name, "true", script);
    }

    private static String touch(String file) {
        return "touch " + file + " && rm " + file;
    }

    /** umount2(path, MNT_DETACH): the program of that name refuses by itself to whoever is not uid 0. */
    private static String unmount(String path) {
        int number = "amd64".equals(System.getProperty("os.arch")) ? 166 : 39;
        return "perl -e \"exit(syscall(" + number + ", \\$ARGV[0], 2) == 0 ? 0 : 1)\" " + path;
    }

    private static String connect(String address) {
        return "socat -u " + address + " - | grep -q hello";
    }

    private static final class SystemCalls {
        static Attack socket(String name, int family, int type, int protocol) {
            return Attack.of(name, SystemCallProbe.socket(family, type, protocol));
        }

        /** A socket that needs a capability, which a nested root has in a network namespace of its own. */
        static Attack outsideAsRoot(String name, int family, int type, int protocol) {
            String probe = SystemCallProbe.socket(family, type, protocol);
            String nested =
                    NESTED + " -n bash -c \"" + probe.replace("\"", "\\\"").replace("$", "\\$") + "\"";
            return new Attack(name, nested, nested + " || " + probe);
        }
    }
}
