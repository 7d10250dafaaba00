package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Everything that listens in the servers' namespace, and one service of the host's own. */
final class Servers {
    private final World world;
    private final DnsUpstream dns;
    private final Certificates certificates;
    private final WebServer web;
    private final SshServer ssh;
    private final TcpService banner;
    private final TcpService echo;
    private final TcpService sink;
    private final TcpService hostService;
    private final AtomicLong sunk = new AtomicLong();

    private Servers(World world) {
        this.world = world;
        this.dns = DnsUpstream.start(world.servers(), Places.DNS4, Places.DNS6);
        this.certificates = Certificates.make(world.folder().resolve("certificates"));
        this.web = WebServer.start(world.servers(), certificates, world.folder().resolve("git"));
        this.ssh = SshServer.start(world, world.folder().resolve("git"));
        Postgres.start(world);
        this.banner = TcpService.start(world.servers(), Places.BANNER, Servers::banner);
        this.echo = TcpService.start(world.servers(), Places.ECHO, Servers::echo);
        this.sink = TcpService.start(world.servers(), Places.SINK, this::sink);
        this.hostService = TcpService.start(world.client(), Places.HOST_SERVICE, Servers::banner);
        names();
    }

    static Servers start(World world) {
        return new Servers(world);
    }

    private void names() {
        dns.host("web.allowed.test", Places.WEB4, Places.WEB6);
        dns.host("v4.allowed.test", Places.WEB4);
        dns.host("v6.allowed.test", Places.WEB6);
        dns.host("git.allowed.test", Places.GIT4, Places.GIT6);
        dns.host("db.allowed.test", Places.DB4, Places.DB6);
        dns.host("tcp.allowed.test", Places.TCP4, Places.TCP6);
        dns.host("web.denied.test", Places.DENIED4, Places.DENIED6);
    }

    World world() {
        return world;
    }

    DnsUpstream dns() {
        return dns;
    }

    Certificates certificates() {
        return certificates;
    }

    WebServer web() {
        return web;
    }

    SshServer ssh() {
        return ssh;
    }

    TcpService banner() {
        return banner;
    }

    TcpService echo() {
        return echo;
    }

    TcpService sink() {
        return sink;
    }

    /** A server of the host on which Exeat runs, on all of the host's addresses. */
    TcpService hostService() {
        return hostService;
    }

    /** Bytes that the sink has swallowed so far, over all connections. */
    long sunk() {
        return sunk.get();
    }

    static String bannerAt(InetAddress address) {
        return "220 ready at " + address.getHostAddress().replaceFirst("%.*", "") + "\n";
    }

    private static void banner(Socket connection) throws IOException {
        connection
                .getOutputStream()
                .write(bannerAt(connection.getLocalAddress()).getBytes(UTF_8));
    }

    private static void echo(Socket connection) throws IOException {
        long count = connection.getInputStream().transferTo(connection.getOutputStream());
        connection.getOutputStream().write(("\nthat was " + count + "\n").getBytes(UTF_8));
    }

    private void sink(Socket connection) throws IOException {
        var buffer = new byte[65536];
        for (int n; (n = connection.getInputStream().read(buffer)) >= 0; ) {
            sunk.addAndGet(n);
        }
        connection.getOutputStream().write("done\n".getBytes(UTF_8));
    }
}
