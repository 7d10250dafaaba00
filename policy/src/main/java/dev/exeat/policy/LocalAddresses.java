package dev.exeat.policy;

/** The addresses of the host itself, as they are at the moment of the question: interfaces come and go. */
@FunctionalInterface
public interface LocalAddresses {
    /** Whether the host has this address on any of its interfaces. */
    boolean isLocal(IpAddress address);
}
