package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * HTTP on 80 and 8080, HTTPS on 443 and 8443, on every address of the namespace: {@code /hello} says at which address it was
 * reached, {@code /git/} is a folder of bare repositories (git's dumb protocol needs no more), {@code /to/} redirects to
 * what follows, and package managers find the {@link PackageMirror}.
 */
final class WebServer {
    /** A request that arrived. */
    record Seen(String scheme, String address, String host, String path) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Path repositories;
    private final PackageMirror mirror = new PackageMirror();

    private WebServer(Path repositories) {
        this.repositories = repositories;
    }

    static WebServer start(Netns namespace, Certificates certificates, Path repositories) {
        var web = new WebServer(repositories);
        web.serve("http", namespace.inside(() -> HttpServer.create(new InetSocketAddress(80), 64)));
        web.serve("http", namespace.inside(() -> HttpServer.create(new InetSocketAddress(8080), 64)));
        for (int port : new int[] {443, 8443}) {
            HttpsServer secure = namespace.inside(() -> HttpsServer.create(new InetSocketAddress(port), 64));
            secure.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
            web.serve("https", secure);
        }
        return web;
    }

    /** What {@code /hello} answers at this address. */
    static String hello(String address) {
        return "hello from " + InetAddress.ofLiteral(address).getHostAddress();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** How many requests came to this address of the server. */
    long reachedAt(String address) {
        String text = InetAddress.ofLiteral(address).getHostAddress();
        return seen.stream().filter(request -> request.address().equals(text)).count();
    }

    private void serve(String scheme, HttpServer server) {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(scheme, exchange);
            }
        });
        server.start();
    }

    private void handle(String scheme, HttpExchange exchange) throws IOException {
        String address =
                exchange.getLocalAddress().getAddress().getHostAddress().replaceFirst("%.*", "");
        String path = exchange.getRequestURI().getPath();
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        seen.add(new Seen(scheme, address, host, path));
        exchange.getRequestBody().readAllBytes();
        if (path.startsWith("/git/")) {
            repository(exchange, path.substring("/git/".length()));
        } else if (path.startsWith("/to/")) {
            exchange.getResponseHeaders().set("Location", "http://" + path.substring("/to/".length()));
            answer(exchange, 302, new byte[0]);
        } else if (PackageMirror.has(path)) {
            packages(exchange, scheme + "://" + host, path);
        } else {
            answer(exchange, 200, ("hello from " + address).getBytes(UTF_8));
        }
    }

    private void packages(HttpExchange exchange, String origin, String path) throws IOException {
        PackageMirror.Page page = mirror.page(origin, path);
        if (page == null) {
            answer(exchange, 404, new byte[0]);
        } else {
            exchange.getResponseHeaders().set("Content-Type", page.type());
            answer(exchange, 200, page.body());
        }
    }

    private void repository(HttpExchange exchange, String path) throws IOException {
        Path file = repositories.resolve(path).normalize();
        if (file.startsWith(repositories) && Files.isRegularFile(file)) {
            answer(exchange, 200, Files.readAllBytes(file));
        } else {
            answer(exchange, 404, new byte[0]);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
