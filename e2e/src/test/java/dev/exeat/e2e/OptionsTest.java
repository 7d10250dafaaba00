package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The flags that open more of the host, and those that change what is said. */
@EndToEnd
class OptionsTest {
    private final Servers servers;
    private Exeat exeat;

    OptionsTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
    }

    @Test
    void quietSaysNothingOfAGoodRun() {
        Outcome outcome = exeat.sandbox("quiet", List.of("--quiet", "--allow", "web.allowed.test"), "echo", "x");
        assertThat(outcome.out()).isEqualTo("x\n");
        assertThat(outcome.err()).isEmpty();
        assertThat(exeat.sandbox("quiet", List.of("--quiet", "--allow", "a..b"), "true")
                        .err())
                .contains("a..b");
    }

    @Test
    void linesOfARunAsJsonAreObjects() {
        Outcome outcome = exeat.sandbox("json", List.of("--json", "--allow", "web.allowed.test"), "true");
        assertThat(outcome.err().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void variablesAreSetAndPassedOnAsAsked() {
        Outcome outcome = exeat.sandbox(
                "env",
                List.of("--allow", "web.allowed.test", "--env", "GREETING=a b=c", "--env", "LANG"),
                "sh",
                "-c",
                "echo \"$GREETING|$LANG\"");
        assertThat(outcome.out()).isEqualTo("a b=c|C.UTF-8\n");
    }

    @Test
    void folderIsWritableOnlyWhenAskedForAndThatIsSaid() {
        var cache = Caller.ORDINARY.folder(exeat.home(), "some-folder");
        String write = "echo x >" + cache + "/file";
        assertThat(exeat.sandbox("closed", List.of("--allow", "web.allowed.test"), "sh", "-c", write)
                        .status())
                .isNotZero();
        Outcome open = exeat.sandbox(
                "open", List.of("--allow", "web.allowed.test", "--writable", cache.toString()), "sh", "-c", write);
        assertThat(open.status()).as(open.toString()).isZero();
        assertThat(Files.exists(cache.resolve("file"))).isTrue();
        assertThat(open.err()).contains(cache.toString());
    }

    @Test
    void socketOfTheHostIsUsableOnlyWhenAskedForAndThatIsSaid() {
        String path = exeat.home() + "/service";
        String connect = "import socket; s=socket.socket(socket.AF_UNIX); s.connect('" + path + "'); print(s.recv(9))";
        String listen = "import os,socket; s=socket.socket(socket.AF_UNIX); s.bind('" + path + "'); s.listen();"
                + " print('up', flush=True)\nwhile True: s.accept()[0].send(b'served')";
        try (var service = Running.start(exeat.work(), exeat.wordsFor("/usr/bin/python3", "-c", listen))) {
            service.awaitText("up");
            String[] command = {"/usr/bin/python3", "-c", connect};
            assertThat(exeat.sandbox("closed", List.of("--allow", "web.allowed.test"), command)
                            .status())
                    .isNotZero();
            Outcome open = exeat.sandbox("open", List.of("--allow", "web.allowed.test", "--socket", path), command);
            assertThat(open.out()).as(open.toString()).contains("served");
            assertThat(open.err()).contains(path);
            service.signal("KILL");
        }
    }

    @Test
    void otherWorkingDirectoryIsUsed() {
        var folder = Caller.ORDINARY.folder(exeat.home(), "elsewhere");
        Outcome outcome = exeat.sandbox(
                "elsewhere",
                List.of("--allow", "web.allowed.test", "--workdir", folder.toString()),
                "sh",
                "-c",
                "pwd; touch made");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo(folder + "\n");
        assertThat(Files.exists(folder.resolve("made"))).isTrue();
    }

    @Test
    void lastLineSaysHowToAllowWhatWasDenied() {
        Outcome outcome = exeat.sandbox(
                "advice",
                List.of("--allow", "web.allowed.test"),
                "sh",
                "-c",
                "for i in 1 2 3; do curl -s https://web.denied.test/; done; curl -s http://web.allowed.test/hello");
        String last = outcome.err().lines().toList().getLast();
        assertThat(last).contains("1 connection allowed").contains("--allow web.denied.test");
    }

    @Test
    void networkByAddressIsAllowedWhereARuleSaysSo() {
        Outcome outcome = exeat.sandbox(
                "block",
                List.of("--allow", "44.128.7.0/28:80,[2a0f:ffff:7::]/64:80"),
                "sh",
                "-c",
                "curl -sS http://" + Places.WEB4 + "/hello; echo; curl -sS 'http://[" + Places.WEB6 + "]/hello'; echo;"
                        + " curl -sS -m 3 http://" + Places.DENIED4 + "/hello; curl -sS -m 3 http://" + Places.WEB4
                        + ":8080/hello");
        assertThat(outcome.out().lines())
                .as(outcome.toString())
                .containsExactly(WebServer.hello(Places.WEB4), WebServer.hello(Places.WEB6));
    }
}
