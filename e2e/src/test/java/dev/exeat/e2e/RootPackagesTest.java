package dev.exeat.e2e;

/** The package managers' claims for a sandbox that root started. */
class RootPackagesTest extends AbstractPackagesTest {
    RootPackagesTest(Servers servers) {
        super(servers, Caller.ROOT);
    }
}
