package dev.exeat.policy;

/**
 * One attempt to open a TCP connection.
 *
 * @param target a name or a literal address
 * @param port 1 to 65535
 */
public record Flow(Target target, int port) {
    public Flow {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** A connection to a host by name. */
    public static Flow to(HostName name, int port) {
        return new Flow(Target.of(name), port);
    }

    /** A connection to a literal address. */
    public static Flow to(IpAddress address, int port) {
        return new Flow(Target.of(address), port);
    }

    /** {@code name:443}, {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
    @Override
    public String toString() {
        return switch (target) {
            case Target.Name(HostName name) -> name + ":" + port;
            case Target.Literal(IpAddress address) when address.family() == Family.V6 -> "[" + address + "]:" + port;
            case Target.Literal(IpAddress address) -> address + ":" + port;
        };
    }
}
