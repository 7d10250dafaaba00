package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "./src:/src, true, ./src, /src, false",
        ".:/work:ro, true, ., /work, true",
        "..:/up, true, .., /up, false",
        ".hidden:/x, true, .hidden, /x, false",
        "a/b:/x, true, a/b, /x, false",
        "'/a b:/x:Z', true, /a b, /x, false",
        "~:/x, true, ~, /x, false",
        "cache:/var/cache, false, cache, /var/cache, false",
        "cache:/a/../b:ro, false, cache, /b, true",
        "/data, false, , /data, false",
    })
    void volumeIsReadAsWritten(String text, boolean bind, String source, String target, boolean readOnly) {
        Volume volume = Volume.parse(text).orElseThrow();
        assertThat(volume.isBind()).isEqualTo(bind);
        assertThat(volume.source()).isEqualTo(source);
        assertThat(volume.target()).hasToString(target);
        assertThat(volume.readOnly()).isEqualTo(readOnly);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "cache:/x:ro, cache:/x:ro",
        "cache:/x, cache:/x:rw",
        "'cache:/x:ro,nocopy', 'cache:/x:ro,nocopy'",
        "'cache:/x:rprivate,delegated', cache:/x:rw",
        "/x, /x",
    })
    void namedVolumeIsHandedThrough(String text, String argument) {
        assertThat(Volume.parse(text).orElseThrow().asNamed().argument()).isEqualTo(argument);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', volume-syntax",
        "':', volume-syntax",
        "':/x', volume-syntax",
        "'cache:', volume-syntax",
        "'cache:x', volume-syntax",
        "'./x', volume-syntax",
        "'a:/b:ro:z', volume-syntax",
        "'C:\\x:/y', volume-syntax",
        "'./x:/y:shared', volume-propagation",
        "'./x:/y:rshared', volume-propagation",
        "'./x:/y:ro,rslave', volume-propagation",
        "'./x:/y:slave', volume-propagation",
        "'./x:/y:', volume-option",
        "'./x:/y:ro,', volume-option",
        "'./x:/y:RO', volume-option",
        "'./x:/y:ro,rw', volume-option",
        "'./x:/y:U', volume-option",
        "'./x:/y:O', volume-option",
        "'./x:/y:idmap', volume-option",
        "'./x:/y:dev', volume-option",
        "'./x:/y:exec', volume-option",
        "'./x:/', volume-target",
        "'./x:/a/..', volume-target",
        "'./x:/proc', volume-target",
        "'./x:/proc/sys', volume-target",
        "'./x:/a/../sys/fs/cgroup', volume-target",
        "'./x://dev/shm', volume-target",
        "'cache:/proc', volume-target",
    })
    void wrongVolumeIsRefused(String text, String id) {
        assertThat(Volume.parse(text).problems()).extracting(Problem::id).containsExactly(id);
    }
}
