package dev.exeat.e2e;

/** The walls of a sandbox that root started. */
class RootWallsTest extends AbstractWallsTest {
    RootWallsTest(Servers servers) {
        super(servers, Caller.ROOT);
    }
}
