package dev.exeat.e2e;

/** Runs that an ordinary user starts. */
class OrdinaryUserRunTest extends AbstractRunTest {
    OrdinaryUserRunTest(Servers servers) {
        super(servers, Caller.ORDINARY);
    }
}
