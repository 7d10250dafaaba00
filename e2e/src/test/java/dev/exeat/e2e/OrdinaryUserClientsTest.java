package dev.exeat.e2e;

/** The clients' claims for a sandbox that an ordinary user started. */
class OrdinaryUserClientsTest extends AbstractClientsTest {
    OrdinaryUserClientsTest(Servers servers) {
        super(servers, Caller.ORDINARY);
    }
}
