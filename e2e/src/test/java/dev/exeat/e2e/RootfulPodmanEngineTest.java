package dev.exeat.e2e;

/** Podman, used by root. */
class RootfulPodmanEngineTest extends AbstractEngineTest {
    RootfulPodmanEngineTest(Servers servers) {
        super(servers);
    }

    @Override
    TestEngine engine() {
        return PodmanEngine.rootful();
    }
}
