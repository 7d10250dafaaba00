package dev.exeat.gateway.tls;

import dev.exeat.policy.HostName;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.util.List;

/** Reads the server_name extension (RFC 6066 section 3): one host name, in the form that every door takes. */
final class ServerName {
    private static final int HOST_NAME = 0;

    private ServerName() {}

    static HostName read(HelloCursor extension) throws RefusedHello {
        HelloCursor names = extension.onlyVector16("server name list");
        int type = names.u8("server name list");
        if (type != HOST_NAME) {
            throw RefusedHello.malformed(
                    "the server name has the type " + type + " where a host name has " + HOST_NAME);
        }
        HelloCursor name = names.vector16("server name");
        // a second name of the type is forbidden, and no other type was ever defined
        if (!names.isAtEnd()) {
            throw RefusedHello.malformed("the server name list has more than one entry");
        }
        return switch (HostName.parseWire(name.rest())) {
            case Parsed.Ok<HostName>(HostName host) -> host;
            case Parsed.Bad<HostName>(List<Problem> problems) ->
                throw RefusedHello.malformed("server " + problems.getFirst().message());
        };
    }
}
