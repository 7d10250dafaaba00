package dev.exeat.gateway.flow;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's TLS at both ends of a connection, with a certificate of its own. */
final class TlsEnds {
    private static final char[] PASSWORD = "change-me".toCharArray();
    private static final String RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    private final SSLContext context;

    private TlsEnds(SSLContext context) {
        this.context = context;
    }

    static TlsEnds of(Path directory, String name) throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(command(store, name))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new TlsEnds(context(keys));
    }

    private static List<String> command(Path store, String name) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Answers one connection in TLS 1.3 with that group only; gives what it read and the name that was asked for. */
    CompletableFuture<String> answer(ServerSocket server, String group) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket accepted = server.accept();
                    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setNamedGroups(new String[] {group});
                tls.setSSLParameters(parameters);
                String read = text(tls.getInputStream().readNBytes(5));
                tls.getOutputStream().write("welcome".getBytes(StandardCharsets.US_ASCII));
                SNIHostName asked = (SNIHostName) ((ExtendedSSLSession) tls.getSession())
                        .getRequestedServerNames()
                        .getFirst();
                return read + ", " + asked.getAsciiName();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Says hello, offering those groups; gives the answer. */
    String ask(Socket client, String name, String... groups) throws IOException {
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(client, name, 443, true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setNamedGroups(groups);
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            return text(tls.getInputStream().readNBytes(7));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** A listening socket that keeps what is written to the connections that it accepts. */
    static final class Tapped extends ServerSocket {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        Tapped() throws IOException {
            super(0, 50, FlowWorld.SERVER);
        }

        @Override
        public Socket accept() throws IOException {
            Socket accepted = new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    return new Copying(super.getOutputStream());
                }
            };
            implAccept(accepted);
            return accepted;
        }

        /** Whether a HelloRetryRequest was sent. */
        synchronized boolean asksForARetry() {
            return HexFormat.of().formatHex(written.toByteArray()).contains(RETRY_RANDOM);
        }

        private final class Copying extends FilterOutputStream {
            Copying(OutputStream to) {
                super(to);
            }

            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int at, int octets) throws IOException {
                synchronized (Tapped.this) {
                    written.write(bytes, at, octets);
                }
                out.write(bytes, at, octets);
            }
        }
    }
}
