package dev.exeat.e2e;

/** Podman, used by an ordinary user. */
class RootlessPodmanWorkloadTest extends AbstractWorkloadTest {
    RootlessPodmanWorkloadTest() {
        super(PodmanEngine::rootless);
    }
}
