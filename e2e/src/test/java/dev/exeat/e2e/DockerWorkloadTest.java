package dev.exeat.e2e;

/** Docker, used by root. */
class DockerWorkloadTest extends AbstractWorkloadTest {
    DockerWorkloadTest() {
        super(DockerEngine::shared);
    }
}
