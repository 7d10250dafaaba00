package dev.exeat.e2e;

/** Runs that root starts. */
class RootRunTest extends AbstractRunTest {
    RootRunTest(Servers servers) {
        super(servers, Caller.ROOT);
    }
}
