package dev.exeat.e2e;

/** Podman, used by an ordinary user. */
class RootlessPodmanEngineTest extends AbstractEngineTest {
    RootlessPodmanEngineTest(Servers servers) {
        super(servers);
    }

    @Override
    TestEngine engine() {
        return PodmanEngine.rootless();
    }
}
