package dev.exeat.policy;

/** What a flow wants to reach: a host by its name, or an address that came without one. */
public sealed interface Target {
    /**
     * A host by its name.
     *
     * @param name the canonical name
     */
    record Name(HostName name) implements Target {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /**
     * An address that no name is bound to.
     *
     * @param address the address as the workload gave it
     */
    record Literal(IpAddress address) implements Target {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** The host of that name. */
    static Target of(HostName name) {
        return new Name(name);
    }

    /** That address, without a name. */
    static Target of(IpAddress address) {
        return new Literal(address);
    }
}
