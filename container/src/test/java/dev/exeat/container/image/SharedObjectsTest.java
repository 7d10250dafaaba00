package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedObjectsTest {
    @Test
    void aLibraryIsPutWhereItIsFoundAndALoaderWhereTheProgramNamesIt() {
        String said = """
                /usr/sbin/nft:
                \tlinux-vdso.so.1 (0x00007ffc1c5f2000)
                \tlibnftables.so.1 => /lib/x86_64-linux-gnu/libnftables.so.1 (0x00007f3c1a400000)
                \t/lib64/ld-linux-x86-64.so.2 (0x00007f3c1a5c0000)
                /usr/bin/test:
                \tlibc.so.6 => /usr/lib/libc.so.6 (0x00007f3c1a21f000)
                \t/lib64/ld-linux-x86-64.so.2 => /usr/lib64/ld-linux-x86-64.so.2 (0x00007f3c1a5c0000)
                /opt/static:
                \tstatically linked
                """;
        assertThat(SharedObjects.parse(said, name -> false))
                .isEqualTo(Map.of(
                        "lib/x86_64-linux-gnu/libnftables.so.1", Path.of("/lib/x86_64-linux-gnu/libnftables.so.1"),
                        "lib64/ld-linux-x86-64.so.2", Path.of("/usr/lib64/ld-linux-x86-64.so.2"),
                        "usr/lib/libc.so.6", Path.of("/usr/lib/libc.so.6")));
    }

    @Test
    void aMissingLibraryIsRefusedUnlessWhoeverLoadsTheFileHasItAlready() {
        String said = "\tlibjvm.so => not found\n";
        assertThatThrownBy(() -> SharedObjects.parse(said, name -> false))
                .isInstanceOf(ImageException.class)
                .hasMessage("the library 'libjvm.so' is missing");
        assertThat(SharedObjects.parse(said, "libjvm.so"::equals)).isEmpty();
    }
}
