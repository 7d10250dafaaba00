package dev.exeat.e2e;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The programs that people run: each as a shell command that succeeds only when it was served. */
enum Client {
    CURL_HTTPS("curl", 443, "curl -sS -m 8 https://HOST:PORT/hello"),
    CURL_HTTP("curl", 80, "curl -sS -m 8 http://HOST:PORT/hello"),
    WGET("wget", 443, "wget -nv -O- -T 8 -t 1 --ca-certificate=ca.pem https://HOST:PORT/hello"),
    GIT_HTTPS("git", 443, "rm -rf clone; git clone -q https://HOST:PORT/git/hello.git clone && cat clone/hello.txt"),
    GIT_SSH("git", 22, "rm -rf clone; git clone -q ssh://root@HOST:PORTREPOSITORY clone && cat clone/hello.txt"),
    PSQL("psql", 5432, "psql -h HOST -p PORT -U exeat -Atc \"select 'hello from '||inet_server_addr()\" postgres"),
    BANNER("bash", 2525, "exec 3<>/dev/tcp/HOST/PORT && line=$(cat <&3) && echo \"$line\" && test -n \"$line\""),
    JAVA("java", 443, "$JAVA -cp . Fetch.java https://HOST:PORT/hello"),
    PYTHON("python3", 443, "/usr/bin/python3 -c \"$PYTHON\" https://HOST:PORT/hello"),
    NODE("node", 443, "node -e \"$NODE\" https://HOST:PORT/hello"),
    GO("go", 443, "./fetch https://HOST:PORT/hello"),
    PIP(
            "python3",
            443,
            "rm -rf site; /usr/bin/python3 -m pip install --target site --index-url https://HOST:PORT/pip/simple/"
                    + " exeat-hello && PYTHONPATH=site /usr/bin/python3 -c 'import exeat_hello'"),
    NPM(
            "npm",
            443,
            "rm -rf npm node_modules package*.json; npm install --registry https://HOST:PORT/npm/ exeat-hello"
                    + " && node -e 'require(\"exeat-hello\")'"),
    MAVEN(
            "java",
            443,
            "rm -rf repository; MIRROR=https://HOST:PORT/maven/ maven/bin/mvn -q -B -s settings.xml"
                    + " -Dmaven.repo.local=repository " + MavenPackages.GOAL);

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

    /** What makes the clients trust the tests and end soon. */
    static final String SETTINGS = """
            export CURL_CA_BUNDLE=ca.pem GIT_SSL_CAINFO=$PWD/ca.pem SSL_CERT_FILE=ca.pem NODE_EXTRA_CA_CERTS=$PWD/ca.pem
            export GIT_SSH_COMMAND='ssh -F none -i user_key -o UserKnownHostsFile=known_hosts \
              -o HostKeyAlias=git.allowed.test -o BatchMode=yes -o ConnectTimeout=8' PGCONNECT_TIMEOUT=8
            PYTHON='import sys,urllib.request as r; print(r.urlopen(sys.argv[1],timeout=8).read().decode())'
            NODE='fetch(process.argv[1]).then(r=>r.text()).then(console.log,e=>{console.error(e.cause);process.exit(1)})'
            # a refusal is told soon (pip says why only when it tries again), and homes stay as they are
            export REQUESTS_CA_BUNDLE=$PWD/ca.pem PIP_RETRIES=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
              PIP_ROOT_USER_ACTION=ignore npm_config_cache=$PWD/npm npm_config_cafile=$PWD/ca.pem npm_config_fetch_retries=0 npm_config_update_notifier=false \
              MAVEN_OPTS="-XX:TieredStopAtLevel=1 -Djavax.net.ssl.trustStore=ca.p12 \
              -Djavax.net.ssl.trustStorePassword=exeat-tests"
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

    /** Sees to it that the program is there, and puts into the working directory what it needs beside the keys. */
    void require(Exeat exeat) {
        Tools.require(program);
        switch (this) {
            case JAVA -> exeat.write("Fetch.java", FETCH);
            case GO -> exeat.give(Workshop.goClient());
            case MAVEN -> {
                Workshop.giveMaven(exeat);
                exeat.write("pom.xml", MavenPackages.PROJECT);
                exeat.write("settings.xml", MavenPackages.settings("${env.MIRROR}"));
            }
            case PIP -> Tools.requirePip();
            case CURL_HTTPS, CURL_HTTP, WGET, GIT_HTTPS, GIT_SSH, PSQL, BANNER, PYTHON, NODE, NPM -> {}
        }
    }

    /** The client's name in the documents. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
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

    /** Those of the addresses that this client can be given: npm looks a bracketed one up as if it were a name. */
    String[] literals(String... addresses) {
        return Arrays.stream(addresses)
                .filter(address -> this != NPM || !address.contains(":"))
                .toArray(String[]::new);
    }

    /** What a served client has printed: where a server says so, the address at which it was reached. */
    String expected(String address) {
        String long6 = InetAddress.ofLiteral(address).getHostAddress();
        return switch (this) {
            case GIT_HTTPS, GIT_SSH -> "hello from git";
            case BANNER -> "220 ready at " + long6;
            case PSQL -> "hello from " + address;
            case CURL_HTTPS, CURL_HTTP, WGET, JAVA, PYTHON, NODE, GO -> "hello from " + long6;
            case PIP, NPM, MAVEN -> "hello from " + name().toLowerCase(Locale.ROOT);
        };
    }

    /** Milliseconds after which a refusal is no longer fast, the program's own start included. */
    int patience() {
        return switch (this) {
            case JAVA -> 6000;
            case NPM, PIP -> 5000;
            case MAVEN -> 15000;
            default -> 2000;
        };
    }
}
