package dev.exeat.e2e;

/** Podman, used by root. */
class RootfulPodmanWorkloadTest extends AbstractWorkloadTest {
    RootfulPodmanWorkloadTest() {
        super(PodmanEngine::rootful);
    }
}
