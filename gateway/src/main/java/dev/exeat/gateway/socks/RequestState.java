package dev.exeat.gateway.socks;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The request (RFC 1928 section 4): version, command, a zero, kind of address, address, port. */
sealed interface RequestState extends SocksState {
    int CONNECT = 1;
    int IPV4 = 1;
    int NAME = 3;
    int IPV6 = 4;

    /** Before the version. */
    record Version() implements RequestState {
        @Override
        public SocksStep take(int octet) {
            return octet == VERSION
                    ? SocksStep.to(new Command())
                    : SocksStep.malformed(
                            SocksReply.GENERAL_FAILURE, "the request has the version " + octet + " and not " + VERSION);
        }
    }

    /** Before the command. */
    record Command() implements RequestState {
        @Override
        public SocksStep take(int octet) {
            return octet == CONNECT
                    ? SocksStep.to(new Reserved())
                    : new SocksStep.Ended(
                            DenyReason.COMMAND_NOT_ALLOWED,
                            SocksReply.COMMAND_NOT_SUPPORTED,
                            "the command is " + command(octet) + ", and only CONNECT is carried");
        }

        private static String command(int octet) {
            return switch (octet) {
                case 2 -> "BIND";
                case 3 -> "UDP ASSOCIATE";
                default -> "number " + octet;
            };
        }
    }

    /** Before the reserved zero. */
    record Reserved() implements RequestState {
        @Override
        public SocksStep take(int octet) {
            return octet == 0
                    ? SocksStep.to(new AddressType())
                    : SocksStep.malformed(
                            SocksReply.GENERAL_FAILURE, "the reserved byte of the request is " + octet + " and not 0");
        }
    }

    /** Before the kind of address. */
    record AddressType() implements RequestState {
        @Override
        public SocksStep take(int octet) {
            return switch (octet) {
                case IPV4 -> SocksStep.to(new Address(4, false));
                case IPV6 -> SocksStep.to(new Address(16, false));
                case NAME -> SocksStep.to(new NameLength());
                default ->
                    SocksStep.malformed(
                            SocksReply.ADDRESS_TYPE_NOT_SUPPORTED, "the request has an address of the type " + octet);
            };
        }
    }

    /** Before the length of the name. */
    record NameLength() implements RequestState {
        @Override
        public SocksStep take(int octet) {
            Address name = new Address(octet, true);
            return octet == 0 ? name.read() : SocksStep.to(name);
        }
    }

    /** Within the address or the name. */
    final class Address implements RequestState {
        private final byte[] bytes;
        private final boolean text;
        private int filled;

        Address(int octets, boolean text) {
            this.bytes = new byte[octets];
            this.text = text;
        }

        @Override
        public SocksStep take(int octet) {
            bytes[filled++] = (byte) octet;
            return filled < bytes.length ? SocksStep.to(this) : read();
        }

        /** A name of digits is an address in its one canonical spelling or nothing: no resolver may get to guess. */
        private SocksStep read() {
            Parsed<Target> target = text
                    ? Target.parseWire(new String(bytes, StandardCharsets.ISO_8859_1))
                    : Parsed.ok(Target.of(IpAddress.of(bytes)));
            return switch (target) {
                case Parsed.Ok<Target>(Target host) -> SocksStep.to(new Port(host));
                case Parsed.Bad<Target>(List<Problem> problems) ->
                    new SocksStep.Ended(
                            DenyReason.NAME_INVALID,
                            SocksReply.NOT_ALLOWED,
                            problems.getFirst().message());
            };
        }
    }

    /** Before the port. */
    record Port(Target host) implements RequestState {
        @Override
        public SocksStep take(int octet) {
            return SocksStep.to(new PortEnd(host, octet));
        }
    }

    /** Before the second octet of the port. */
    record PortEnd(Target host, int high) implements RequestState {
        @Override
        public SocksStep take(int octet) {
            int port = (high << 8) | octet;
            return port == 0
                    ? SocksStep.malformed(SocksReply.GENERAL_FAILURE, "the request has the port 0")
                    : new SocksStep.Asked(new HostPort(host, port));
        }
    }
}
