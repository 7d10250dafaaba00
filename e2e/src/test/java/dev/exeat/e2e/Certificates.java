package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certification authority of the tests' own and one server certificate for all of their names, made with openssl. */
record Certificates(Path folder) {
    private static final String MAKE = """
            cd "$1"
            openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Exeat tests' -keyout ca.key -out ca.pem \
              -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign 2>/dev/null
            openssl req -newkey rsa:2048 -nodes -subj /CN=web.allowed.test -keyout key.pem -out request.pem 2>/dev/null
            printf 'subjectAltName=DNS:*.allowed.test,DNS:*.denied.test,DNS:*.wild.test,IP:%s,IP:%s\\n' "$2" "$3" >names
            openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names \
              -out server.pem 2>/dev/null
            openssl pkcs12 -export -in server.pem -inkey key.pem -certfile ca.pem -passout pass:exeat -out server.p12
            "$4" -importcert -noprompt -alias ca -file ca.pem -keystore ca.p12 -storepass exeat-tests 2>/dev/null
            chmod 644 ca.pem ca.p12
            """;

    static Certificates make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.must(
                "sh",
                "-ec",
                MAKE,
                "make",
                folder.toString(),
                Places.DENIED4,
                Places.DENIED6,
                System.getProperty("java.home") + "/bin/keytool");
        return new Certificates(folder);
    }

    /** The authority's certificate, for clients. */
    Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The same as a trust store of Java's; its password is {@code exeat-tests}. */
    Path javaAuthority() {
        return folder.resolve("ca.p12");
    }

    SSLContext serverContext() {
        try (var in = Files.newInputStream(folder.resolve("server.p12"))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, "exeat".toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, "exeat".toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
