package dev.exeat.e2e;

/** On Docker, as root. */
class DockerRunTest extends AbstractContainerRunTest {
    DockerRunTest(Servers servers) {
        super(servers);
    }

    @Override
    TestEngine engine() {
        return DockerEngine.shared();
    }
}
