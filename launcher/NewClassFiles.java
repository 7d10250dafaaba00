import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with class files of a present-day version. The JVM's ahead-of-time cache passes over classes older than
 * version 50, and picocli's are: with them in the cache a start takes half the processor time. The code stays what it was; it
 * only gets the stack maps that newer versions must have (JVMS 4.10.1).
 *
 * <p>{@code java NewClassFiles.java OLD.jar NEW.jar}
 */
class NewClassFiles {
    private static final int JAVA_21 = 65;

    private final ClassFile classFile;

    private NewClassFiles(Path jar) throws IOException {
        var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        classFile = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(loader)));
    }

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        NewClassFiles rewriter = new NewClassFiles(jar);
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            List<? extends ZipEntry> entries = in.stream().filter(NewClassFiles::wanted).toList();
            for (ZipEntry entry : entries) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().endsWith(".class") ? rewriter.rewritten(bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static boolean wanted(ZipEntry entry) {
        return !entry.isDirectory() && !entry.getName().endsWith("module-info.class");
    }

    private byte[] rewritten(byte[] bytes) {
        ClassTransform version = (builder, element) ->
                builder.with(element instanceof ClassFileVersion ? ClassFileVersion.of(JAVA_21, 0) : element);
        // a body that is copied as it stands would get no stack maps
        ClassTransform bodies = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
        return classFile.transformClass(classFile.parse(bytes), version.andThen(bodies));
    }
}
