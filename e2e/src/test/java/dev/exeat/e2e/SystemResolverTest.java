package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without {@code --dns-upstream} the gateway asks what the host would ask: its resolvers and its hosts file. */
@EndToEnd
class SystemResolverTest {
    private static final String HOST = "mount --bind resolv.conf /etc/resolv.conf && mount --bind hosts /etc/hosts && ";

    private final Servers servers;

    SystemResolverTest(Servers servers) {
        this.servers = servers;
    }

    private Outcome run(String script) {
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("resolv.conf", "nameserver " + Places.DNS4 + "\nsearch corp.test\n");
        exeat.write("hosts", "127.0.0.1 localhost\n" + Places.TCP4 + " hosted.example\n");
        String[] inner =
                exeat.words("run", "--allow", "web.allowed.test,tcp://hosted.example:2525", "--", "bash", "-c", script);
        String[] words = Commands.join(new String[] {"unshare", "-m", "sh", "-c", HOST + "exec \"$@\"", "sh"}, inner);
        return Commands.run(Duration.ofSeconds(40), exeat.work(), Map.of(), words);
    }

    @Test
    void resolversAndHostsFileOfTheSystemAreUsed() {
        Outcome outcome = run("curl -sS http://web.allowed.test/hello; echo; cat </dev/tcp/hosted.example/2525");
        assertThat(outcome.out()).as(outcome.toString()).contains("hello from").contains("220 ready at " + Places.TCP4);
        assertThat(servers.dns().questionsFor("hosted.example")).isEmpty();
        assertThat(servers.dns().questionsFor("corp.test")).isEmpty();
    }
}
