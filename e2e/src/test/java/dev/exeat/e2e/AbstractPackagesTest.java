package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Package managers fetch from a mirror behind an allowed name, with no proxy variable and nothing of Exeat's set. */
@EndToEnd
abstract class AbstractPackagesTest {
    private static final String MIRROR = "mirror.allowed.test";
    private static final String DENIED = "mirror.denied.test";

    private final Servers servers;
    private final Caller caller;

    AbstractPackagesTest(Servers servers, Caller caller) {
        this.servers = servers;
        this.caller = caller;
    }

    @ParameterizedTest
    @Tag("C-111")
    @CsvSource({
        "PIP, https",
        "PIP, http",
        "NPM, https",
        "NPM, http",
        "MAVEN, https",
        "MAVEN, http",
        "GRADLE, https",
        "GRADLE, http"
    })
    void packageIsFetchedFromAMirrorBehindAnAllowedName(PackageManager manager, String scheme) {
        servers.dns().host(MIRROR, Places.WEB4, Places.WEB6);
        var exeat = home(manager, scheme, MIRROR);
        Outcome outcome = run(exeat, manager, "fetch");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).contains(manager.expected());
        assertThat(servers.web().seen())
                .anyMatch(request -> request.scheme().equals(scheme)
                        && request.host().equals(MIRROR)
                        && request.path().contains(path(manager)));
        exeat.journal("fetch").await(line -> line.is("event", "connection") && line.is("name", MIRROR));
    }

    @ParameterizedTest
    @EnumSource
    void mirrorThatIsNotAllowedIsNamedWithinSeconds(PackageManager manager) {
        servers.dns().host(DENIED, Places.DENIED4, Places.DENIED6);
        var exeat = home(manager, "https", DENIED);
        int asked = servers.dns().questionsFor(DENIED).size();
        Outcome outcome = run(exeat, manager, "refused");
        assertThat(outcome.status()).as(outcome.toString()).isNotZero();
        assertThat(outcome.took()).as(outcome.toString()).isLessThan(Duration.ofSeconds(manager.patience()));
        assertThat(said(outcome)).contains(DENIED);
        assertThat(outcome.err()).contains("--allow");
        exeat.journal("refused").await(line -> line.denies(DENIED, 0));
        assertThat(servers.dns().questionsFor(DENIED)).hasSize(asked);
    }

    private Exeat home(PackageManager manager, String scheme, String mirror) {
        manager.require();
        var exeat = Exeat.of(servers, caller);
        manager.configure(exeat, scheme, mirror);
        return exeat;
    }

    private static Outcome run(Exeat exeat, PackageManager manager, String name) {
        return exeat.sandbox(
                Duration.ofSeconds(110), name, List.of("--allow", MIRROR), "bash", "-c", manager.command());
    }

    // what the package manager said, without Exeat's own lines
    private static String said(Outcome outcome) {
        return outcome.out()
                + String.join(
                        "\n",
                        outcome.err()
                                .lines()
                                .filter(line -> !line.startsWith("exeat: "))
                                .toList());
    }

    private static String path(PackageManager manager) {
        return "/" + manager.name().toLowerCase(Locale.ROOT) + "/";
    }
}
