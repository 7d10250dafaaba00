package dev.exeat.e2e;

/** The package managers' claims for a sandbox that an ordinary user started. */
class OrdinaryUserPackagesTest extends AbstractPackagesTest {
    OrdinaryUserPackagesTest(Servers servers) {
        super(servers, Caller.ORDINARY);
    }
}
