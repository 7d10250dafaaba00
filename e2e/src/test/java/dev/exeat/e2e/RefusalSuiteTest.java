package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Session.Said;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same refusals, with the same reasons, by every way out of a sandbox: captured, and by each of the doors. */
@EndToEnd
class RefusalSuiteTest {
    /** Each way to a target, as a function of host and port; what a way says is on a line of its own. */
    private static final String WAYS = """
            import socket, struct, sys
            host, port = sys.argv[1], int(sys.argv[2])
            literal = host[0].isdigit() or ':' in host
            shown = '[' + host + ']' if ':' in host else host
            REQUEST = 'GET /hello HTTP/1.1\\r\\nHost: %s:%d\\r\\nConnection: close\\r\\n\\r\\n' % (shown, port)

            def read(s):
                data = b''
                try:
                    while len(data) < 4096:
                        more = s.recv(4096)
                        if not more: break
                        data += more
                except ConnectionResetError:
                    return data or b'reset'
                except socket.timeout:
                    return b'silence'
                return data or b'end'

            def at(name, p):
                s = socket.create_connection((name, p), 6); s.settimeout(6)
                return s

            def reason(data):
                if b'"reason":"' in data: return data.split(b'"reason":"')[1].split(b'"')[0].decode()
                return data[:60].decode('latin-1').replace('\\r\\n', ' ')

            def raw():
                try:
                    s = at(host, port)
                    s.sendall(REQUEST.encode())
                except socket.gaierror: return 'no-name'
                except ConnectionResetError: return 'reset'
                return reason(read(s))

            def connect():
                s = at('proxy.exeat.internal', 3128)
                s.sendall(('CONNECT %s:%d HTTP/1.1\\r\\nHost: %s:%d\\r\\n\\r\\n' % (shown, port, shown, port)).encode())
                return reason(read(s))

            def absolute():
                s = at('proxy.exeat.internal', 3128)
                s.sendall(('GET http://%s:%d/hello HTTP/1.1\\r\\nHost: %s:%d\\r\\nConnection: close\\r\\n\\r\\n'
                    % (shown, port, shown, port)).encode())
                return reason(read(s))

            def socks():
                s = at('proxy.exeat.internal', 1080)
                if ':' in host: to = b'\\x04' + socket.inet_pton(socket.AF_INET6, host)
                elif literal: to = b'\\x01' + socket.inet_aton(host)
                else: to = b'\\x03' + bytes([len(host)]) + host.encode()
                s.sendall(b'\\x05\\x01\\x00\\x05\\x01\\x00' + to + struct.pack('>H', port))
                return read(s)[2:4].hex()

            for way in (raw, connect, absolute, socks):
                try: print(way.__name__, way())
                except Exception as e: print(way.__name__, type(e).__name__, e)
            """;

    private final Servers servers;
    private Session session;

    RefusalSuiteTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void startSandbox() {
        servers.dns().host("private.suite.test", Places.PRIVATE4);
        servers.dns().host("mixed.suite.test", Places.WEB4, Places.PRIVATE4);
        servers.dns().host("self.suite.test", Places.HOST4);
        servers.dns().host("loop.suite.test", "127.0.0.1");
        servers.dns().host("metadata.suite.test", Places.METADATA4);
        servers.dns().host("web.suite.test", Places.WEB4, Places.WEB6);
        session = Session.start(
                Exeat.of(servers, Caller.ROOT),
                "--allow",
                "web.allowed.test,*.suite.test",
                "--deny",
                "denied.suite.test");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    private Map<String, String> ways(String host, int port) {
        Said said = session.sh(
                "cat >/tmp/ways.py <<'END'\n" + WAYS + "END\n/usr/bin/python3 /tmp/ways.py " + host + " " + port);
        Map<String, String> ways = new TreeMap<>();
        said.text().lines().forEach(line -> {
            String[] words = line.split(" ", 2);
            ways.put(words[0], words.length > 1 ? words[1] : "");
        });
        assertThat(ways).as(said.toString()).containsOnlyKeys("raw", "connect", "absolute", "socks");
        return ways;
    }

    @ParameterizedTest(name = "{0}:{1} is refused by every way: {2}")
    @CsvSource({
        "web.denied.test, 80, not-allowed, no-name",
        "denied.suite.test, 80, denied-by-rule, no-name",
        "web.allowed.test, 25, port-not-allowed, reset",
        "44.128.7.10, 80, literal-address, reset",
        "2a0f:ffff:7::10, 80, literal-address, reset",
        "10.77.7.2, 80, literal-address, reset",
        "169.254.169.254, 80, metadata-address, reset",
        "private.suite.test, 80, special-purpose-address, special-purpose-address",
        "mixed.suite.test, 80, mixed-addresses, mixed-addresses",
        "self.suite.test, 80, host-address, host-address",
        "loop.suite.test, 80, floor-address, floor-address",
        "metadata.suite.test, 80, metadata-address, metadata-address",
        "nobody.suite.test, 80, no-address, no-name"
    })
    @Tag("A-042")
    @Tag("C-096")
    void aRefusalIsTheSameByEveryWay(String host, int port, String reason, String raw) {
        long before = servers.web().seen().size();
        Map<String, String> ways = ways(host, port);
        assertThat(ways)
                .containsEntry("raw", raw)
                .containsEntry("connect", reason)
                .containsEntry("absolute", reason);
        assertThat(ways.get("socks")).isEqualTo(reason.equals("no-address") ? "0504" : "0502");
        session.journal().await(line -> line.denies(host, port) && line.is("reason", reason));
        assertThat(servers.web().seen()).hasSize((int) before);
    }

    @Test
    void whatIsAllowedPassesByEveryWay() {
        Map<String, String> ways = ways("web.allowed.test", 80);
        assertThat(ways.get("raw")).startsWith("HTTP/1.1 200");
        assertThat(ways.get("absolute")).startsWith("HTTP/1.1 200");
        // these two wait for what the tunnel would say first
        assertThat(List.of(ways.get("connect"), ways.get("socks")))
                .containsExactly("HTTP/1.1 200 Connection established  ", "0500");
    }

    @Test
    @Tag("C-001")
    @Tag("C-003")
    void anotherNameThanTheOneAskedForIsRefusedInEveryProtocol() {
        long before = servers.web().seen().size();
        Said sni = session.sh("address=$(dig +short web.allowed.test A); curl -sSk -m 8 --resolve"
                + " web.suite.test:443:$address https://web.suite.test/hello");
        assertThat(sni.status()).as(sni.toString()).isEqualTo(35);
        assertThat(sni.text()).contains("unrecognized name");
        session.journal().await(line -> line.denies("web.allowed.test", 443) && line.is("reason", "sni-mismatch"));

        Said host = session.sh("curl -sS -m 8 -H 'Host: web.suite.test' http://web.allowed.test/hello");
        assertThat(host.text()).contains("\"reason\":\"host-mismatch\"").contains("\"host\":\"web.allowed.test\"");

        Said tunnel = session.sh("curl -sSk -m 8 -x http://proxy.exeat.internal:3128 --connect-to"
                + " web.suite.test:443:web.allowed.test:443 https://web.suite.test/hello");
        assertThat(tunnel.status()).as(tunnel.toString()).isEqualTo(35);

        Said socks = session.sh("curl -sSk -m 8 -x socks5h://proxy.exeat.internal:1080 --connect-to"
                + " web.suite.test:443:web.allowed.test:443 https://web.suite.test/hello");
        assertThat(socks.status()).as(socks.toString()).isEqualTo(35);
        assertThat(servers.web().seen()).hasSize((int) before);
    }

    @Test
    void clientsThatAreSetUpForAProxyReachWhatIsAllowed() {
        for (String proxy : List.of(
                "http://proxy.exeat.internal:3128",
                "socks5h://proxy.exeat.internal:1080",
                "socks5://proxy.exeat.internal:1080")) {
            Said plain = session.sh("curl -fsS -m 8 -x " + proxy + " http://web.allowed.test/hello");
            assertThat(plain.status()).as(proxy + " " + plain).isZero();
            Said tls = session.sh("curl -fsSk -m 8 -x " + proxy + " https://web.allowed.test/hello");
            assertThat(tls.status()).as(proxy + " " + tls).isZero();
        }
    }

    @Test
    @Tag("C-035")
    void aRelayInsideTheSandboxHasNoOtherWayOut() {
        Said relayed = session.sh("""
                socat TCP-LISTEN:4444,reuseaddr,bind=127.0.0.1 TCP:proxy.exeat.internal:3128 & relay=$!
                sleep 0.5
                curl -sS -m 8 -x http://127.0.0.1:4444 https://web.denied.test/ 2>&1
                kill $relay 2>/dev/null""");
        assertThat(relayed.text()).contains("403");
        session.journal().await(line -> line.denies("web.denied.test", 443) && line.is("reason", "not-allowed"));
    }

    @Test
    @Tag("C-025")
    void otherProtocolsOnTheWebsPortsAreRefused() {
        Said ssh = session.sh("printf 'SSH-2.0-x\\r\\n' | timeout 8 nc -N web.allowed.test 443");
        assertThat(ssh.text()).doesNotContain("SSH");
        session.journal().await(line -> line.denies("web.allowed.test", 443) && line.is("reason", "not-tls"));
        Said plain = session.sh("curl -sS -m 8 http://web.allowed.test:443/hello");
        assertThat(plain.text()).contains("\"reason\":\"not-tls\"");
        Said tls = session.sh("curl -sSk -m 8 https://web.allowed.test:80/hello");
        assertThat(tls.status()).isEqualTo(35);
        session.journal().await(line -> line.denies("web.allowed.test", 80) && line.is("reason", "not-http"));
    }
}
