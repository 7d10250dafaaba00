package dev.exeat.e2e;

import java.util.Locale;

/** Package managers as a user of a company's mirror has them: the mirror and its authority are in the tool's own files, once. */
enum PackageManager {
    PIP(
            "python3",
            "python3 -m pip install --target site exeat-hello && PYTHONPATH=site python3 -c 'import exeat_hello'"),
    NPM("npm", "npm install exeat-hello && node -e 'require(\"exeat-hello\")'"),
    MAVEN("java", "mkdir -p .mvn && cp jvm.config .mvn && maven/bin/mvn -B " + MavenPackages.GOAL);

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

    /** The command that installs the package and uses it. */
    String command() {
        return command;
    }

    void require() {
        Tools.require(program);
        if (this == PIP) {
            Tools.requirePip();
        }
    }

    /** What is printed once the package is there. */
    String expected() {
        return "hello from " + name().toLowerCase(Locale.ROOT);
    }
}
