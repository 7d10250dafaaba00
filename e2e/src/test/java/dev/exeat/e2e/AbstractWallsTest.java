package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Session.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is neither TCP nor DNS, and whatever would open a wall. */
@EndToEnd
abstract class AbstractWallsTest {
    private final Servers servers;
    private final Caller caller;
    private Exeat exeat;
    private Session session;

    AbstractWallsTest(Servers servers, Caller caller) {
        this.servers = servers;
        this.caller = caller;
    }

    @BeforeAll
    void startSandbox() {
        exeat = Exeat.of(servers, caller);
        session = Session.start(exeat, "--allow", "web.allowed.test,tcp://tcp.allowed.test:2007");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    private void stillWorks() {
        Said said = session.sh("curl -sS -m 8 http://web.allowed.test/hello");
        assertThat(said.text()).as(said.toString()).startsWith("hello from");
    }

    @ParameterizedTest
    @CsvSource({
        "AF_INET, 44.128.7.14, 9999",
        "AF_INET6, 2a0f:ffff:7::14, 9999",
        "AF_INET, 44.128.7.10, 443",
        "AF_INET6, 2a0f:ffff:7::10, 443"
    })
    void datagramIsRefusedAtOnceAndRecorded(String family, String address, int port) {
        Said said = session.python("""
                import socket
                s = socket.socket(socket.%s, socket.SOCK_DGRAM); s.settimeout(3); s.connect(('%s', %d))
                s.send(b'x')
                try: print(s.recv(10))
                except OSError as e: print(type(e).__name__)
                """.formatted(family, address, port));
        assertThat(said.text()).isEqualTo("ConnectionRefusedError");
        assertThat(said.took()).isLessThan(Duration.ofSeconds(2));
        session.journal().await(line -> line.denies(address, port) && line.is("reason", "udp"));
        stillWorks();
    }

    @Test
    @Tag("B-073")
    void datagramToAMulticastAddressReachesNobody() {
        Said said = session.python("""
                import socket
                r = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); r.bind(('', 5353)); r.settimeout(1)
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                try: s.sendto(b'x', ('224.0.0.251', 5353))
                except OSError as e: print(e)
                try: print('got', r.recv(10))
                except TimeoutError: print('nothing')
                """);
        assertThat(said.text()).contains("nothing");
    }

    @Test
    @Tag("D-005")
    void pingIsNeverAnswered() {
        Tools.require("ping");
        String[] outside = Commands.join(servers.world().client().words(), "ping", "-c1", "-W2", Places.WEB4);
        assertThat(Commands.run(outside).out()).contains("bytes from");
        for (String target : new String[] {Places.WEB4, Places.WEB6, "web.allowed.test"}) {
            Said said = session.sh("ping -c1 -W1 " + target);
            assertThat(said.status()).isNotZero();
            assertThat(said.text()).doesNotContain("bytes from");
        }
        stillWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "'socket(AF_INET, SOCK_RAW, IPPROTO_TCP)'",
        "'socket(AF_INET, SOCK_RAW, IPPROTO_RAW)'",
        "'socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)'",
        "'socket(AF_PACKET, SOCK_RAW)'",
        "'socket(AF_PACKET, SOCK_DGRAM)'"
    })
    @Tag("D-024")
    void rawSocketsAreRefused(String call) {
        String program =
                "from socket import *\ntry:\n  " + call + "; print('open')\nexcept OSError as e: print('refused', e)";
        String[] outside = Commands.join(servers.world().client().words(), "/usr/bin/python3", "-c", program);
        assertThat(Commands.run(outside).out()).startsWith("open");
        assertThat(session.python(program).text()).startsWith("refused");
    }

    @ParameterizedTest
    @CsvSource({
        "AF_VSOCK, 40",
        "AF_ALG, 38",
        "AF_TIPC, 30",
        "AF_RDS, 21",
        "AF_BLUETOOTH, 31",
        "AF_XDP, 44",
        "AF_KEY, 15"
    })
    @Tag("D-025")
    void otherSocketFamiliesAreRefused(String family, int number) {
        Said said = session.python("""
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                for kind in (1, 2, 3, 5): print(libc.socket(%d, kind, 0), ctypes.get_errno())
                """.formatted(number));
        // EPERM, EACCES, EAFNOSUPPORT: the same for every type of socket, so it is the family that is refused
        assertThat(said.text().lines()).as(family).hasSize(4).allMatch(line -> line.matches("-1 (1|13|97)"));
        session.journal().await(line -> line.is("reason", "system-call") && line.is("detail", "socket"));
    }

    @ParameterizedTest
    @CsvSource({"io_uring_setup, 425", "bpf, 321", "keyctl, 250", "add_key, 248", "request_key, 249"})
    void systemCallsThatGoRoundTheWallsAreRefused(String name, int number) {
        String program = """
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                r = libc.syscall(%d, 0, 0, 0, 0, 0); print(r, ctypes.get_errno())
                """.formatted(number);
        // EPERM or ENOSYS: never EFAULT or EINVAL, which the kernel says once it looks at the arguments
        assertThat(session.python(program).text()).as(name).matches("-1 (1|38)");
        session.journal().await(line -> line.is("reason", "system-call") && line.is("detail", name));
    }

    @ParameterizedTest
    @CsvSource({
        "SCTP, 1, 132",
        "SCTP, 5, 132",
        "DCCP, 6, 33",
        "UDP-Lite, 2, 136",
        "ICMP, 2, 1",
        "ICMPv6, 2, 58",
        "GRE, 3, 47",
        "ESP, 3, 50",
        "IPIP, 3, 4",
        "6in4, 3, 41",
        "IGMP, 3, 2"
    })
    @Tag("D-005")
    void otherTransportsCannotBeOpened(String name, int kind, int protocol) {
        Said said = session.python("""
                import socket
                for family in (socket.AF_INET, socket.AF_INET6):
                    try: socket.socket(family, %d, %d); print('open')
                    except OSError as e: print('refused')
                """.formatted(kind, protocol));
        assertThat(said.text()).as(name).isEqualTo("refused\nrefused");
        stillWorks();
    }

    @ParameterizedTest
    @CsvSource({"853", "8853", "5443"})
    @Tag("B-021")
    void encryptedNameServicesHaveNoWayOut(int port) {
        for (String target : new String[] {"web.allowed.test", Places.DNS4, Places.DNS6}) {
            Said said = session.sh("exec 3<>/dev/tcp/" + target + "/" + port + " && read -t 3 -n1 x <&3");
            assertThat(said.status()).as("%s: %s", target, said).isNotZero();
            session.journal().await(line -> line.denies(target, port));
        }
        datagramIsRefusedAtOnceAndRecorded("AF_INET", Places.DNS4, port);
        datagramIsRefusedAtOnceAndRecorded("AF_INET6", Places.DNS6, port);
    }

    @Test
    @Tag("D-027")
    void namespaceOfTheCommandsOwnHasNoWayOut() {
        Said said = session.sh("unshare -Urn sh -c 'ip link set lo up; curl -sS -m 3 http://" + Places.WEB4 + "/'");
        assertThat(said.status()).isNotZero();
        for (String attack : new String[] {
            "nsenter -t 1 -n curl -sS -m 3 http://" + Places.WEB4 + "/hello",
            "nsenter --net=/proc/1/ns/net curl -sS -m 3 http://" + Places.WEB4 + "/hello",
            "unshare -Ur nsenter -t $$ -n nft flush ruleset",
            "ip netns exec x true"
        }) {
            assertThat(session.sh(attack).status()).as(attack).isNotZero();
        }
        stillWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "nft flush ruleset",
        "nft list ruleset",
        "ip route flush table local",
        "ip link set lo down",
        "ip link add d0 type dummy",
        "ip addr add 44.128.7.77/24 dev lo"
    })
    @Tag("D-029")
    @Tag("D-022")
    void wallsCannotBeChangedFromInside(String attack) {
        assertThat(session.sh(attack).status()).as(attack).isNotZero();
        assertThat(session.sh("unshare -Ur " + attack).status())
                .as("unshare -Ur " + attack)
                .isNotZero();
        Said literal = session.sh("curl -sS -m 3 http://" + Places.WEB4 + "/hello");
        assertThat(literal.status()).as(literal.toString()).isNotZero();
        stillWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/net/ipv4/ip_forward",
        "/proc/sys/net/ipv4/conf/all/route_localnet",
        "/proc/sys/net/ipv4/ping_group_range",
        "/proc/sys/net/ipv6/conf/all/disable_ipv6",
        "/proc/sys/kernel/core_pattern"
    })
    @Tag("D-030")
    void kernelSettingsAreReadOnly(String file) {
        assertThat(session.sh("cat " + file + " >value && cat value >" + file).status())
                .isNotZero();
    }

    @Test
    @Tag("B-013")
    void socketMarkIsRefused() {
        assertThat(session.python("import socket; s=socket.socket(); s.setsockopt(1, 36, 1)")
                        .text())
                .contains("PermissionError");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.0.1.1", "::1", "198.18.0.1", "fd65:7865:6174::1", "localhost"})
    @Tag("D-019")
    void commandsOwnProcessesReachEachOther(String address) {
        Said said = session.python("""
                import socket, threading
                host = '%s'
                family = socket.AF_INET6 if ':' in host else socket.AF_INET
                l = socket.create_server(('', 0), family=family)
                def serve():
                    c, _ = l.accept(); c.sendall(b'own'); c.close()
                threading.Thread(target=serve, daemon=True).start()
                print(socket.create_connection((host, l.getsockname()[1]), 3).recv(10))
                """.formatted(address));
        assertThat(said.text()).isEqualTo("b'own'");
    }

    @Test
    void hostsServiceOnItsLoopbackIsNotTheSandboxes() {
        String[] outside = Commands.join(
                servers.world().client().words(), "bash", "-c", "cat </dev/tcp/127.0.0.1/" + Places.HOST_SERVICE);
        assertThat(Commands.run(outside).out()).startsWith("220 ready");
        Said said = session.sh("cat </dev/tcp/127.0.0.1/" + Places.HOST_SERVICE);
        assertThat(said.text()).doesNotContain("220");
    }

    @Test
    void nameLookUpWithAddressConfigurationWorks() {
        assertThat(session.sh("getent ahosts web.allowed.test").text())
                .contains("198.1")
                .contains("fd65:");
        assertThat(session.python("import socket; print(socket.getaddrinfo('web.allowed.test', 80,"
                                + " type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG))")
                        .text())
                .contains("'198.1")
                .contains("'fd65:");
    }

    @Test
    void halfClosedConnectionStillBringsTheAnswer() {
        Said said = session.python("""
                import socket
                s = socket.create_connection(('tcp.allowed.test', %d)); s.sendall(b'abc' * 100000); s.shutdown(1)
                print(s.makefile().read()[-20:])
                """.formatted(Places.ECHO));
        assertThat(said.text()).contains("that was 300000");
    }

    @Test
    void gatewayItselfIsNoProcessOfTheSandbox() {
        Said said = session.sh("cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
        assertThat(said.text()).doesNotContain("GatewayMain").doesNotContain("dev.exeat.cli");
        assertThat(Commands.run(Duration.ofSeconds(5), Path.of("/"), Map.of(), "cat", "/proc/self/cmdline")
                        .status())
                .isZero();
    }
}
