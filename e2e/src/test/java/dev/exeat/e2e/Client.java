package dev.exeat.e2e;

import java.net.InetAddress;
import java.nio.file.Path;

/** The programs that people run: each as a shell command that succeeds only when it was served. */
enum Client {
    CURL_HTTPS("curl", 443, "curl -sS -m 8 https://HOST:PORT/hello"),
    CURL_HTTP("curl", 80, "curl -sS -m 8 http://HOST:PORT/hello"),
    WGET("wget", 443, "wget -q -O- -T 8 -t 1 --ca-certificate=ca.pem https://HOST:PORT/hello"),
    GIT_HTTPS("git", 443, "rm -rf clone; git clone -q https://HOST:PORT/git/hello.git clone && cat clone/hello.txt"),
    GIT_SSH("git", 22, "rm -rf clone; git clone -q ssh://root@HOST:PORTREPOSITORY clone && cat clone/hello.txt"),
    PSQL("psql", 5432, "psql -h HOST -p PORT -U exeat -Atc \"select 'hello from '||inet_server_addr()\" postgres"),
    BANNER("bash", 2525, "exec 3<>/dev/tcp/HOST/PORT && line=$(cat <&3) && echo \"$line\" && test -n \"$line\""),
    JAVA("java", 443, "$JAVA -cp . Fetch.java https://HOST:PORT/hello"),
    PYTHON("python3", 443, "/usr/bin/python3 -c \"$PYTHON\" https://HOST:PORT/hello"),
    NODE("node", 443, "node -e \"$NODE\" https://HOST:PORT/hello");

    /** The program that the Java client runs from its source. */
    static final String FETCH = """
            import java.net.URI;
            import java.net.http.*;
            class Fetch {
                public static void main(String[] args) throws Exception {
                    var request = HttpRequest.newBuilder(URI.create(args[0])).build();
                    var text = HttpResponse.BodyHandlers.ofString();
                    System.out.println(HttpClient.newHttpClient().send(request, text).body());
                    System.exit(0);
                }
            }
            """;

    private static final String SETTINGS = """
            export CURL_CA_BUNDLE=ca.pem GIT_SSL_CAINFO=$PWD/ca.pem SSL_CERT_FILE=ca.pem NODE_EXTRA_CA_CERTS=ca.pem
            export GIT_SSH_COMMAND='ssh -F none -i user_key -o UserKnownHostsFile=known_hosts \
              -o HostKeyAlias=git.allowed.test -o BatchMode=yes -o ConnectTimeout=8' PGCONNECT_TIMEOUT=8
            PYTHON='import sys,urllib.request as r; print(r.urlopen(sys.argv[1],timeout=8).read().decode())'
            NODE='fetch(process.argv[1]).then(r=>r.text()).then(console.log,e=>{console.error(e.cause);process.exit(1)})'
            JAVA="JAVAHOME/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
              -Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=exeat-tests"
            """.replace("JAVAHOME", System.getProperty("java.home"));

    private final String program;
    private final int port;
    private final String template;

    Client(String program, int port, String template) {
        this.program = program;
        this.port = port;
        this.template = template;
    }

    void require() {
        Tools.require(program);
    }

    int port() {
        return port;
    }

    String command(String host, int to, Path repository) {
        String words = template.replace("HOST", host)
                .replace("PORT", Integer.toString(to))
                .replace("REPOSITORY", repository.toString());
        return SETTINGS + words;
    }

    /** A literal address as this client wants it in its command. */
    String literal(String address) {
        boolean plain = this == PSQL || this == BANNER;
        return plain || !address.contains(":") ? address : "[" + address + "]";
    }

    /** What a served client has printed: where a server says so, the address at which it was reached. */
    String expected(String address) {
        String long6 = InetAddress.ofLiteral(address).getHostAddress();
        return switch (this) {
            case GIT_HTTPS, GIT_SSH -> "hello from git";
            case BANNER -> "220 ready at " + long6;
            case PSQL -> "hello from " + address;
            case CURL_HTTPS, CURL_HTTP, WGET, JAVA, PYTHON, NODE -> "hello from " + long6;
        };
    }

    /** Milliseconds after which a refusal is no longer fast, the program's own start included. */
    int patience() {
        return this == JAVA ? 6000 : 2000;
    }
}
