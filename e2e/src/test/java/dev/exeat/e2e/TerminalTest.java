package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sandbox on a terminal: expect(1) is the person in front of it. */
@EndToEnd
class TerminalTest {
    private static final String TALK = """
            set timeout 20
            set stty_init "rows 33 cols 99"
            spawn -noecho {*}$argv
            expect_before timeout { puts "TIMEOUT"; exit 9 }
            expect "READY>"
            send "test -t 0 && test -t 1 && stty size\\r"; expect "33 99"; expect "READY>"
            exec stty rows 44 cols 111 < $spawn_out(slave,name)
            sleep 1
            send "stty size\\r"; expect "44 111"; expect "READY>"
            send "sleep 77\\r"; sleep 1; send "\\032"; expect "Stopped"; expect "READY>"
            send "jobs\\r"; expect "sleep 77"; expect "READY>"
            send "fg\\r"; sleep 1; send "\\003"; expect "READY>"
            send "echo status \\$?\\r"; expect "status 130"; expect "READY>"
            send "exit 6\\r"; expect eof
            exit [lindex [wait] 3]
            """;

    private final Servers servers;

    TerminalTest(Servers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT", "ORDINARY"})
    void shellHasATerminalWithJobControlSizeAndStatus(Caller caller) {
        Tools.require("expect");
        var exeat = Exeat.of(servers, caller);
        exeat.write("talk.exp", TALK);
        String[] run = exeat.words(Exeat.sandboxArguments(
                "terminal",
                java.util.List.of("--allow", "web.allowed.test"),
                "env",
                "PS1=READY>",
                "bash",
                "--norc",
                "--noprofile",
                "-i"));
        Outcome outcome = Commands.run(
                Duration.ofSeconds(60),
                exeat.work(),
                Map.of(),
                Commands.join(new String[] {"expect", "talk.exp"}, run));
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT", "ORDINARY"})
    void interruptEndsTheCommandAndLeavesTheTerminalAsItWas(Caller caller) {
        Tools.require("expect");
        var exeat = Exeat.of(servers, caller);
        exeat.write("interrupt.exp", """
                set timeout 20
                spawn -noecho env PS1=OUTER> bash --norc --noprofile -i
                expect_before timeout { puts "TIMEOUT"; exit 9 }
                expect "OUTER>"
                send {before=$(stty -g)}; send "\\r"; expect "OUTER>"
                send "[join $argv " "]\\r"; expect "RUNNING"
                send "\\003"; expect "OUTER>"
                send {echo status $? same $(test "$before" = "$(stty -g)" && echo yes)}; send "\\r"
                expect "status 130 same yes"
                send "exit 6\\r"; expect eof
                exit [lindex [wait] 3]
                """);
        // no shell: one that gets a Ctrl-C while it forks forgets it, outside of any sandbox too
        String[] run = exeat.words(
                "run",
                "--allow",
                "web.allowed.test",
                "--",
                "perl",
                "-e",
                "'syswrite(STDOUT, qq(RUN).qq(NING)); sleep 60'");
        Outcome outcome = Commands.run(
                Duration.ofSeconds(60),
                exeat.work(),
                Map.of(),
                Commands.join(new String[] {"expect", "interrupt.exp"}, run));
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(6);
    }

    @Test
    void inputThatIsTypedForTheOuterShellIsRefused() {
        Tools.require("script");
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("type.py", """
                import fcntl, termios
                for c in b'touch typed\\n':
                    try: fcntl.ioctl(0, termios.TIOCSTI, bytes([c]))
                    except OSError as e: print('refused', e); break
                """);
        String[] run = exeat.words(Exeat.sandboxArguments(
                "typing", java.util.List.of("--allow", "web.allowed.test"), "/usr/bin/python3", "type.py"));
        Outcome outcome = Commands.run(
                Duration.ofSeconds(60),
                exeat.work(),
                Map.of(),
                "script",
                "-qec",
                String.join(" ", run) + "; read -t 1 line; echo \"outer got [$line]\"",
                "/dev/null");
        assertThat(outcome.out()).as(outcome.toString()).contains("outer got []");
    }
}
