package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A Maven plugin whose one goal has the project's dependencies resolved and prints what is in them, so that a build needs nothing but
 * what the tests' mirror serves; and a project and a user's settings that use it.
 */
final class MavenPackages {
    /** Prints what the project's dependency holds. */
    static final String GOAL = "test.exeat:hello-maven-plugin:1.0:say";

    /** A project with one dependency. */
    static final String PROJECT = """
            <project><modelVersion>4.0.0</modelVersion>
              <groupId>test.exeat</groupId><artifactId>project</artifactId><version>1</version><packaging>pom</packaging>
              <dependencies>
                <dependency><groupId>test.exeat</groupId><artifactId>hello</artifactId><version>1.0</version></dependency>
              </dependencies>
            </project>
            """;

    private static final String PLUGIN = """
            <plugin><groupId>test.exeat</groupId><artifactId>hello-maven-plugin</artifactId><version>1.0</version>
              <goalPrefix>hello</goalPrefix>
              <mojos><mojo>
                <goal>say</goal><implementation>Say</implementation><language>java</language>
                <instantiationStrategy>per-lookup</instantiationStrategy>
                <requiresDependencyResolution>runtime</requiresDependencyResolution>
                <requiresProject>true</requiresProject>
                <parameters><parameter><name>artifacts</name><type>java.util.Set</type></parameter></parameters>
                <configuration><artifacts implementation="java.util.Set" default-value="${project.artifacts}"/></configuration>
              </mojo></mojos>
            </plugin>
            """;
    private static final String SAY = """
            import java.util.Set;
            import java.util.jar.JarFile;
            import org.apache.maven.artifact.Artifact;
            import org.apache.maven.plugin.AbstractMojo;
            import org.apache.maven.plugin.MojoExecutionException;

            public class Say extends AbstractMojo {
                private Set<Artifact> artifacts;

                @Override
                public void execute() throws MojoExecutionException {
                    for (Artifact artifact : artifacts) {
                        try (var jar = new JarFile(artifact.getFile())) {
                            System.out.println(new String(jar.getInputStream(jar.getEntry("hello.txt")).readAllBytes()));
                        } catch (java.io.IOException e) {
                            throw new MojoExecutionException(e);
                        }
                    }
                }
            }
            """;

    private MavenPackages() {}

    /** Settings whose one mirror stands for every repository. */
    static String settings(String mirror) {
        return "<settings><mirrors><mirror><id>mirror</id><mirrorOf>*</mirrorOf><url>" + mirror
                + "</url></mirror></mirrors></settings>\n";
    }

    /** The project file of an artifact of the mirror, by the name of the file. */
    static byte[] pom(String file) {
        boolean plugin = file.startsWith("hello-maven-plugin");
        return """
                <project><modelVersion>4.0.0</modelVersion>
                  <groupId>test.exeat</groupId><artifactId>%s</artifactId><version>1.0</version><packaging>%s</packaging>
                </project>
                """.formatted(plugin ? "hello-maven-plugin" : "hello", plugin ? "maven-plugin" : "jar")
                .getBytes(UTF_8);
    }

    /** The plugin's jar, compiled against the Maven that will run it. */
    static byte[] plugin() {
        try {
            Path folder = Files.createTempDirectory(World.shared().folder(), "plugin");
            Path source = Files.writeString(folder.resolve("Say.java"), SAY);
            int status = ToolProvider.findFirst("javac")
                    .orElseThrow()
                    .run(System.err, System.err, "-proc:none", "-cp", libraries(), source.toString());
            if (status != 0) {
                throw new IllegalStateException("the plugin does not compile");
            }
            byte[] compiled = Files.readAllBytes(folder.resolve("Say.class"));
            return PackageMirror.zip(
                    Map.of("META-INF/maven/plugin.xml", PLUGIN.getBytes(UTF_8), "Say.class", compiled));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String libraries() throws IOException {
        try (var jars = Files.newDirectoryStream(Workshop.maven().resolve("lib"), "maven-*.jar")) {
            return StreamSupport.stream(jars.spliterator(), false)
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }
}
