package dev.exeat.e2e;

/** The jail of a command that an ordinary user runs. */
class OrdinaryUserJailTest extends AbstractJailTest {
    OrdinaryUserJailTest(Servers servers) {
        super(servers, Caller.ORDINARY);
    }
}
