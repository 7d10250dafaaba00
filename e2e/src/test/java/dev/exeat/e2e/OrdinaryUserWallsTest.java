package dev.exeat.e2e;

/** The walls of a sandbox that an ordinary user started. */
class OrdinaryUserWallsTest extends AbstractWallsTest {
    OrdinaryUserWallsTest(Servers servers) {
        super(servers, Caller.ORDINARY);
    }
}
