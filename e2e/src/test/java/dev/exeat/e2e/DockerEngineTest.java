package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Docker, used by root. */
class DockerEngineTest extends AbstractEngineTest {
    DockerEngineTest(Servers servers) {
        super(servers);
    }

    @Override
    TestEngine engine() {
        return DockerEngine.shared();
    }

    @Test
    void socketIsOpenToTheUserOfItsGroupAndToNobodyElse() {
        assertThat(versionAs(Caller.ENGINE_USER)).isZero();
        assertThat(versionAs(Caller.ORDINARY)).isNotZero();
    }

    private int versionAs(Caller caller) {
        return Commands.run(Exeat.of(servers, engine(), caller).wordsFor("docker", "version"))
                .status();
    }
}
