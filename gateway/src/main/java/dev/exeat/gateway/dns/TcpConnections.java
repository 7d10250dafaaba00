package dev.exeat.gateway.dns;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections, never more than so many. */
final class TcpConnections {
    private final int most;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    TcpConnections(int most) {
        this.most = most;
    }

    boolean admit(Channel connection) {
        if (open.size() >= most) {
            return false;
        }
        open.add(connection);
        connection.closeFuture().addListener(closed -> open.remove(connection));
        return true;
    }

    void closeAll() {
        for (Channel connection : List.copyOf(open)) {
            var _ = connection.close();
        }
    }
}
