package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows CONNECT alone, in the servers' namespace; it notes the head of every request. */
final class ConnectProxy {
    private static final int LONGEST_HEAD = 4096;

    private final Netns namespace;
    private final String login;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private ConnectProxy(Netns namespace, String login) {
        this.namespace = namespace;
        this.login = login;
    }

    /** Listens on every address of the namespace; wants this in {@code Proxy-Authorization}, or nothing when it is empty. */
    static ConnectProxy start(Netns namespace, int port, String login) {
        var proxy = new ConnectProxy(namespace, login);
        TcpService.start(namespace, port, proxy::serve);
        return proxy;
    }

    /** The heads of the requests so far, as they came. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /** The targets of the requests so far. */
    List<String> targets() {
        return heads.stream().map(head -> head.split(" ")[1]).toList();
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        heads.add(head);
        if (!login.isEmpty() && !head.contains("\r\nProxy-Authorization: " + login + "\r\n")) {
            say(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tests\"");
            return;
        }
        String target = head.split(" ")[1];
        int colon = target.lastIndexOf(':');
        InetAddress address = InetAddress.ofLiteral(target.substring(0, colon).replaceAll("[\\[\\]]", ""));
        int port = Integer.parseInt(target.substring(colon + 1));
        try (Socket upstream = namespace.inside(() -> new Socket(address, port))) {
            say(client, "200 Connection established");
            Thread.ofVirtual().start(() -> carry(upstream, client));
            carry(client, upstream);
        } catch (IllegalStateException e) {
            say(client, "502 Bad Gateway");
        }
    }

    private static void say(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    private static void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // the other end is gone
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("ended inside its head: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
