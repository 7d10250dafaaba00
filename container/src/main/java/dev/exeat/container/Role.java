package dev.exeat.container;

import java.util.Locale;

/** What a container of a sandbox is for. */
public enum Role {
    /** What the user runs. */
    WORKLOAD,
    /** Owns the network namespace, and does in it what needs no privilege. */
    HOLDER,
    /** Programs the namespace and proves it; gone before the workload starts. */
    INIT,
    /** Decides and carries what leaves. */
    GATEWAY;

    /** The value of the label {@code dev.exeat.role}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The container's name for a sandbox's. */
    public String containerOf(String sandbox) {
        return this == WORKLOAD ? "exeat-" + sandbox : "exeat-" + sandbox + "-" + id();
    }
}
