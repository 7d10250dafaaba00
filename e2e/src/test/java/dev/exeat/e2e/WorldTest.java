package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The world by itself, without Exeat: whatever is refused in the other tests does work from here. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorldTest {
    private final Servers servers;

    WorldTest(Servers servers) {
        this.servers = servers;
    }

    private Outcome fromTheHost(String... words) {
        String[] all = Commands.join(servers.world().client().words(), words);
        return Commands.run(Duration.ofSeconds(20), Path.of("/"), Map.of("GIT_TERMINAL_PROMPT", "0"), all);
    }

    @Test
    void webServersAnswerOverBothFamilies() {
        String ca = servers.certificates().authority().toString();
        for (String address : new String[] {Places.WEB4, Places.WEB6, Places.DENIED4, Places.DENIED6}) {
            String literal = address.contains(":") ? "[" + address + "]" : address;
            assertThat(fromTheHost("curl", "-sS", "http://" + literal + "/hello")
                            .out())
                    .isEqualTo(WebServer.hello(address));
            String resolved = "web.allowed.test:443:" + literal;
            assertThat(fromTheHost("curl", "-sS", "--cacert", ca, "--resolve", resolved, "https://web.allowed.test/")
                            .out())
                    .isEqualTo(WebServer.hello(address));
        }
    }

    @Test
    void privateLinkLocalAndTranslatedAddressesAreInReachOfTheHost() {
        for (String address : new String[] {
            Places.PRIVATE4, Places.SHARED4, Places.METADATA4, "[" + Places.PRIVATE6 + "]", "[" + Places.NAT64 + "]"
        }) {
            assertThat(fromTheHost("curl", "-sS", "http://" + address + "/hello")
                            .out())
                    .startsWith("hello from");
        }
    }

    @Test
    void upstreamAnswersWhatItWasToldAndNotesTheQuestion() {
        Tools.require("dig");
        servers.dns()
                .script(
                        "srv.world.test",
                        type -> DnsAnswer.noData().withService("srv.world.test", 5060, "web.allowed.test"));
        assertThat(fromTheHost("dig", "+short", "@" + Places.DNS4, "web.allowed.test")
                        .out())
                .isEqualTo(Places.WEB4 + "\n");
        assertThat(fromTheHost("dig", "+short", "+tcp", "@" + Places.DNS6, "web.allowed.test", "AAAA")
                        .out())
                .isEqualTo(Places.WEB6 + "\n");
        assertThat(fromTheHost("dig", "+short", "@" + Places.DNS4, "srv.world.test", "SRV")
                        .out())
                .isEqualTo("10 5 5060 web.allowed.test.\n");
        assertThat(fromTheHost("dig", "@" + Places.DNS4, "nobody.test").out()).contains("status: NXDOMAIN");
        assertThat(servers.dns().questionsFor("nobody.test")).isNotEmpty();
    }

    @Test
    void gitOverHttpsAndSshAndPostgresServe() {
        Tools.require("psql");
        assertThat(fromTheHost("psql", "-h", Places.DB6, "-U", "exeat", "-Atc", "select 6*7", "postgres")
                        .out())
                .isEqualTo("42\n");
        String ssh = "ssh -F none -i " + servers.ssh().userKey() + " -o UserKnownHostsFile="
                + servers.ssh().knownHosts() + " -o HostKeyAlias=git.allowed.test";
        assertThat(fromTheHost(
                                "env",
                                "GIT_SSH_COMMAND=" + ssh,
                                "git",
                                "ls-remote",
                                "ssh://root@" + Places.GIT4 + servers.ssh().repository())
                        .out())
                .contains("refs/heads/master");
        assertThat(fromTheHost("git", "ls-remote", "http://" + Places.GIT4 + "/git/hello.git")
                        .out())
                .contains("refs/heads/master");
    }

    @Test
    void plainServersSpeakFirstEchoAndCount() {
        assertThat(fromTheHost("bash", "-c", "cat </dev/tcp/" + Places.TCP4 + "/" + Places.BANNER)
                        .out())
                .isEqualTo("220 ready at " + Places.TCP4 + "\n");
        assertThat(fromTheHost("bash", "-c", "cat </dev/tcp/" + Places.HOST4 + "/" + Places.HOST_SERVICE)
                        .out())
                .isEqualTo("220 ready at " + Places.HOST4 + "\n");
        String python = "import socket; s=socket.create_connection(('" + Places.TCP6 + "'," + Places.ECHO
                + ")); s.sendall(b'abc'); s.shutdown(1); print(s.makefile().read())";
        assertThat(fromTheHost("python3", "-c", python).out()).contains("abc\nthat was 3");
    }

    @Test
    void noPublicAddressHasARoute() {
        assertThat(fromTheHost("ip", "route", "get", "198.41.0.4").status()).isNotZero();
        assertThat(fromTheHost("ip", "route", "get", Places.WEB4).out()).contains("dev c0");
    }
}
