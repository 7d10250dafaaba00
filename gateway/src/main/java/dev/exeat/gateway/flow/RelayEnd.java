package dev.exeat.gateway.flow;

/** How a relayed connection ended; the id is what the journal says. */
public enum RelayEnd {
    /** Both sides had sent their end. */
    COMPLETE("complete"),
    /** The program in the sandbox (or the caller of a published port) reset it. */
    CLIENT_RESET("client-reset"),
    /** The other side reset it, or the network broke. */
    UPSTREAM_RESET("upstream-reset"),
    /** The gateway ended it: the run is over. */
    STOPPED("stopped"),
    /** The gateway ended it: the rule that it lived by was taken away. */
    REVOKED("revoked"),
    /** The gateway ended it: what came on it was refused. */
    REFUSED("refused");

    private final String id;

    RelayEnd(String id) {
        this.id = id;
    }

    /** The kebab-case id. */
    public String id() {
        return id;
    }
}
