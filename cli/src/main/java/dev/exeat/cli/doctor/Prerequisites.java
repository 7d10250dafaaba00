package dev.exeat.cli.doctor;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.ExeatHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Everything that {@code exeat run} needs of the system, each with its remedy. */
public final class Prerequisites {
    private static final List<String> MORE_FOLDERS =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");
    private static final long PATIENCE_SECONDS = 5;

    private final Map<String, String> environment;

    public Prerequisites(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Looks at all of them; one that fails does not keep the others from being looked at. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        findings.add(kernel());
        findings.add(java());
        findings.add(tool("nft", "nftables"));
        findings.add(tool("ip", "iproute2"));
        findings.add(tool("bwrap", "bubblewrap"));
        findings.add(tool("unshare", "util-linux"));
        findings.add(namespaces());
        findings.add(redirect());
        findings.add(ipv6());
        findings.add(home());
        return findings;
    }

    private static Finding kernel() {
        String system = System.getProperty("os.name");
        String version = system + " " + System.getProperty("os.version");
        return system.equals("Linux")
                ? Finding.good("kernel", version)
                : Finding.bad("kernel", version + " is not Linux", "run exeat in a Linux virtual machine");
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        return feature >= 25
                ? Finding.good("java", "java " + Runtime.version() + " in " + System.getProperty("java.home"))
                : Finding.bad("java", "java " + feature + " is too old", "install a JDK 25 or newer and set JAVA_HOME");
    }

    private Finding tool(String program, String packageName) {
        return find(program)
                .map(path -> Finding.good("tool-" + program, path.toString()))
                .orElseGet(() -> Finding.bad(
                        "tool-" + program, program + " was not found", "install the package " + packageName));
    }

    private Optional<Path> find(String program) {
        Stream<String> path = Stream.of(environment.getOrDefault("PATH", "").split(":", -1));
        return Stream.concat(path, MORE_FOLDERS.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A network namespace, as root at once and else inside a user namespace: the very step that a run begins with. */
    private Finding namespaces() {
        Optional<Path> unshare = find("unshare");
        if (unshare.isEmpty()) {
            return Finding.bad("namespaces", "cannot be tried without unshare", "install the package util-linux");
        }
        return succeeds(List.of(unshare.get().toString(), "-r", "-n", "true"))
                ? Finding.good("namespaces", "user and network namespaces can be made")
                : Finding.bad("namespaces", "a user and network namespace was refused", namespaceFix());
    }

    private static String namespaceFix() {
        if (line("/proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
            return "sysctl -w kernel.unprivileged_userns_clone=1 (as root), or run exeat as root";
        }
        if (line("/proc/sys/user/max_user_namespaces").equals("0")) {
            return "sysctl -w user.max_user_namespaces=15000 (as root)";
        }
        if (line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (as root), or run exeat as root";
        }
        return "run exeat as root; in a container, allow unshare in its seccomp profile";
    }

    /** The kernel's parts for capturing connections: tried in a namespace that is gone right after. */
    private Finding redirect() {
        Optional<Path> unshare = find("unshare");
        Optional<Path> nft = find("nft");
        if (unshare.isEmpty() || nft.isEmpty()) {
            return Finding.bad("nft-redirect", "cannot be tried without unshare and nft", "install what is missing");
        }
        String rules = "add table inet t; add chain inet t c { type nat hook output priority -100; };"
                + " add rule inet t c meta l4proto tcp redirect to :9";
        return succeeds(List.of(unshare.get().toString(), "-r", "-n", nft.get().toString(), rules))
                ? Finding.good("nft-redirect", "the kernel redirects connections with nftables")
                : Finding.bad(
                        "nft-redirect",
                        "nft could not redirect connections in a namespace of its own",
                        "use a kernel with nf_tables, nft_redir and nf_nat (modprobe nft_redir, as root)");
    }

    private static Finding ipv6() {
        return Files.exists(Path.of("/proc/net/if_inet6"))
                ? Finding.good("ipv6", "the kernel has IPv6")
                : Finding.bad("ipv6", "the kernel has no IPv6", "boot without ipv6.disable=1");
    }

    private Finding home() {
        Path path = ExeatHome.pathOf(environment);
        try {
            ExeatHome home = ExeatHome.open(path);
            home.tryToWrite();
            return Finding.good("home", home.path().toString());
        } catch (Failure failure) {
            return Finding.bad("home", failure.message(), failure.fix());
        }
    }

    private static String line(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
