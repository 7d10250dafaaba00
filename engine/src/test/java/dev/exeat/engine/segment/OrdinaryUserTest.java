package dev.exeat.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.linux.Spawn;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of segments once more in a JVM of an ordinary user inside a user namespace, the way the launcher starts it. */
class OrdinaryUserTest {
    private static final List<Class<?>> AGAIN = List.of(ProbeBatteryTest.class, LoopbackSegmentTest.class);

    @Test
    void segmentsAndProbesWorkForAnOrdinaryUserToo(@TempDir Path folder) throws IOException {
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        command.addAll(List.of("unshare", "-U", "--map-current-user", "--keep-caps"));
        Ground.need(run(command, "true").status().success(), "an ordinary user can't make a user namespace here");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Spawn.Finished done = run(
                command,
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-Dexeat.tools.required=true",
                "-cp",
                readableClassPath(folder),
                OrdinaryUserTest.class.getName());
        assertThat(done.status().success()).as(done.output() + done.error()).isTrue();
        assertThat(done.output()).contains("ok wholeSegmentPassesEveryProbe");
    }

    private static Spawn.Finished run(List<String> prefix, String... more) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(more));
        return Spawn.of(all)
                .environment(Map.of("PATH", "/usr/bin:/bin"))
                .directory(Path.of("/"))
                .run("");
    }

    /** A copy that an ordinary user may read: the clone and the Maven repository may be root's alone. */
    private static String readableClassPath(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path copy = folder.resolve(Integer.toString(copies.size()) + (entry.endsWith(".jar") ? ".jar" : ""));
            if (Files.exists(Path.of(entry))) {
                copyTree(Path.of(entry), copy);
                copies.add(copy.toString());
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return String.join(File.pathSeparator, copies);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, from.equals(file) ? to : target);
            }
        }
    }

    /** Runs every test method in this JVM; the class path is a copy, so that there is no launcher to be found. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        int failures = 0;
        for (Class<?> tests : AGAIN) {
            for (Method method : tests.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    failures += passes(tests, method) ? 0 : 1;
                }
            }
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private static boolean passes(Class<?> tests, Method method) throws ReflectiveOperationException {
        try {
            var constructor = tests.getDeclaredConstructor();
            constructor.setAccessible(true);
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
            System.out.println("ok " + method.getName());
            return true;
        } catch (InvocationTargetException e) {
            System.out.println("failed " + method.getName() + ": " + e.getCause());
            return false;
        }
    }
}
