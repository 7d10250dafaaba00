package dev.exeat.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A TCP server on every address of its namespace that notes at which of its addresses it was reached. */
final class TcpService {
    /** What is done with a connection; it is closed afterwards. */
    interface Handler {
        void handle(Socket connection) throws IOException;
    }

    private final List<String> reached = new CopyOnWriteArrayList<>();

    static TcpService start(Netns namespace, int port, Handler handler) {
        var service = new TcpService();
        ServerSocket listener = namespace.inside(() -> new ServerSocket(port, 128));
        Thread.ofPlatform().daemon().name("tcp " + port).start(() -> service.accept(listener, handler));
        return service;
    }

    /** The server's own addresses to which connections came, as Java prints them, oldest first. */
    List<String> reached() {
        return List.copyOf(reached);
    }

    /** How often the server was reached at this address. */
    long reachedAt(String literal) {
        String address = InetAddress.ofLiteral(literal).getHostAddress();
        return reached.stream().filter(address::equals).count();
    }

    private void accept(ServerSocket listener, Handler handler) {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                Socket connection = listener.accept();
                reached.add(connection.getLocalAddress().getHostAddress().replaceFirst("%.*", ""));
                pool.submit(() -> {
                    try (connection) {
                        handler.handle(connection);
                    }
                    return null;
                });
            }
        } catch (IOException e) {
            System.err.println("tcp service: " + e);
        }
    }
}
