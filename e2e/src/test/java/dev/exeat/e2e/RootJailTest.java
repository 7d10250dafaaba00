package dev.exeat.e2e;

/** The jail of a command that root runs. */
class RootJailTest extends AbstractJailTest {
    RootJailTest(Servers servers) {
        super(servers, Caller.ROOT);
    }
}
