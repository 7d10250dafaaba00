package dev.exeat.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Package managers as a user of a company's mirror has them: the mirror and its authority are in the tool's own files, once. */
enum PackageManager {
    PIP(
            "python3",
            "python3 -m pip install --target site exeat-hello && PYTHONPATH=site python3 -c 'import exeat_hello'"),
    NPM("npm", "npm install exeat-hello && node -e 'require(\"exeat-hello\")'"),
    MAVEN("java", "mkdir -p .mvn && cp jvm.config .mvn && maven/bin/mvn -B " + MavenPackages.GOAL),
    // Debian's Gradle runs on Debian's Java; it asks the password file for the home, and the tests' home is not in it
    GRADLE("gradle", "JAVA_HOME=" + PackageManager.JAVA_17 + " GRADLE_USER_HOME=$HOME/.gradle gradle -q say");

    private static final String JAVA_17 = "/usr/lib/jvm/java-17-openjdk-amd64";

    private static final String GRADLE_PROJECT = """
            repositories { maven { url '%s/gradle/' } }
            configurations { hello }
            dependencies { hello 'test.exeat:hello:1.0' }
            task say { doLast { configurations.hello.each { println zipTree(it).singleFile.text } } }
            """;
    private static final String GRADLE_PROPERTIES = """
            systemProp.javax.net.ssl.trustStore=%s/ca.p12
            systemProp.javax.net.ssl.trustStorePassword=exeat-tests
            """;

    // by itself npm tries again after 10 and after 60 seconds, whatever the error is
    private static final String NPM_SETTINGS = "registry=%s/npm/\ncafile=%s/ca.pem\nfetch-retries=0\n";

    private final String program;
    private final String command;

    PackageManager(String program, String command) {
        this.program = program;
        this.command = command;
    }

    /** Writes what tells the tool where the mirror is and whom to trust, for a user who has used the tool before. */
    void configure(Exeat exeat, String scheme, String mirror) {
        String origin = scheme + "://" + mirror;
        switch (this) {
            case PIP ->
                exeat.writeAtHome(
                        ".config/pip/pip.conf",
                        "[global]\nindex-url = %s/pip/simple/\ncert = %s/ca.pem\n".formatted(origin, exeat.work())
                                + (scheme.equals("http") ? "trusted-host = " + mirror + "\n" : ""));
            case NPM -> exeat.writeAtHome(".npmrc", NPM_SETTINGS.formatted(origin, exeat.work()));
            case MAVEN -> configureMaven(exeat, origin);
            case GRADLE -> configureGradle(exeat, origin);
        }
    }

    private static void configureMaven(Exeat exeat, String origin) {
        exeat.writeAtHome(".m2/settings.xml", MavenPackages.settings(origin + "/maven/"));
        exeat.writeAtHome(".m2/repository/used", "");
        Workshop.giveMaven(exeat);
        exeat.write("pom.xml", MavenPackages.PROJECT);
        // user.home: Java asks the password file, and the tests' home is not in it
        exeat.write(
                "jvm.config",
                "-Duser.home=%s -Djavax.net.ssl.trustStore=%s/ca.p12 -Djavax.net.ssl.trustStorePassword=exeat-tests\n"
                        .formatted(exeat.home(), exeat.work()));
    }

    private static void configureGradle(Exeat exeat, String origin) {
        exeat.writeAtHome(".gradle/gradle.properties", GRADLE_PROPERTIES.formatted(exeat.work()));
        // what a Gradle outside has left: its daemons are not the sandbox's
        exeat.writeAtHome(".gradle/daemon/4.4.1/registry.bin.lock", "");
        exeat.writeAtHome(".gradle/native/28/used", "");
        exeat.write("settings.gradle", "");
        exeat.write("build.gradle", GRADLE_PROJECT.formatted(origin));
    }

    /** Seconds after which a refusal is no longer fast, the tool's own start included. */
    int patience() {
        return this == GRADLE ? 60 : 20;
    }

    /** The command that installs the package and uses it. */
    String command() {
        return command;
    }

    void require() {
        Tools.require(program);
        if (this == PIP) {
            Tools.requirePip();
        }
        if (this == GRADLE && !Files.isDirectory(Path.of(JAVA_17))) {
            Tools.missing("Gradle's Java is not at " + JAVA_17);
        }
    }

    /** What is printed once the package is there. */
    String expected() {
        return "hello from " + name().toLowerCase(Locale.ROOT);
    }
}
