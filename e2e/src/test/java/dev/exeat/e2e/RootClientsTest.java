package dev.exeat.e2e;

/** The clients' claims for a sandbox that root started. */
class RootClientsTest extends AbstractClientsTest {
    RootClientsTest(Servers servers) {
        super(servers, Caller.ROOT);
    }
}
