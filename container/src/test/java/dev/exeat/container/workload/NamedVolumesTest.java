package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.engine.jail.JailSpec;
import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedVolumesTest {
    private static final Path NOWHERE = Path.of("/no-such-directory");

    @TempDir
    private Path folder;

    @Tag("D-031")
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "local, '', ",
        "local, 'type=tmpfs\ndevice=tmpfs\no=size=1m', ",
        "local, 'type=none\no=bind\ndevice=FOLDER', ",
        "local, 'type=none\no=bind\ndevice=/', volume-root",
        "local, 'device=/var/run\no=bind', volume-engine-socket",
        "local, 'device=/proc\no=bind', volume-kernel",
        "local, 'device=/etc\no=bind', volume-system",
        "local, 'device=/etc/..\no=bind', volume-root",
        "local, 'device=:/export\ntype=nfs\no=addr=192.0.2.1', volume-remote",
        "local, 'device=//server.example/share\ntype=cifs', volume-remote",
        "rclone, '', volume-remote",
        "local, 'device=/dev/sda1\ntype=ext4', volume-kernel",
    })
    void namedVolumeIsJudgedByWhatItIsMadeOf(String driver, String options, @Nullable String id) {
        JailSpec.Places places = new JailSpec.Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE);
        HostView host = new HostView(folder, places, Map.of(), List.of(), List.of(), List.of(), 1, true);
        String real = HostPlaces.real(folder).toString();
        String description = driver + "\n" + options.replace("FOLDER", real);
        @Nullable Problem problem = NamedVolumes.problem("cache", false, description, new HostPlaces(host));
        assertThat(problem == null ? null : problem.id()).isEqualTo(id);
    }
}
