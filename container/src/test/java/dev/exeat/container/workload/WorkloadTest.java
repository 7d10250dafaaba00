package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.container.EngineKind;
import dev.exeat.engine.jail.JailSpec;
import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
    private static final Path NOWHERE = Path.of("/no-such-directory");
    private static final Path PROFILE = Path.of("/home/x/.exeat/sandboxes/web/seccomp.json");

    @TempDir
    private Path folder;

    private HostView host(boolean podmanInit) {
        return new HostView(
                folder,
                new JailSpec.Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE),
                Map.of("TOKEN", "t0p-s3cret"),
                List.of(),
                List.of(),
                List.of(),
                4,
                podmanInit);
    }

    /** The flags that a test says; the rest is unsaid. */
    private record Said(
            String image,
            @Nullable String user,
            @Nullable String workdir,
            WorkloadOptions.Limits limits,
            boolean readOnly,
            String harden,
            List<String> volumes,
            List<String> engineArgs) {
        private static final Said NOTHING = new Said(
                "debian:12", null, null, WorkloadOptions.Limits.UNSAID, false, "default", List.of(), List.of());

        Said harden(String value) {
            return new Said(image, user, workdir, limits, readOnly, value, volumes, engineArgs);
        }

        Said user(String value) {
            return new Said(image, value, workdir, limits, readOnly, harden, volumes, engineArgs);
        }

        Said image(String value) {
            return new Said(value, user, workdir, limits, readOnly, harden, volumes, engineArgs);
        }

        Said workdir(String value) {
            return new Said(image, user, value, limits, readOnly, harden, volumes, engineArgs);
        }

        Said limits(WorkloadOptions.Limits value) {
            return new Said(image, user, workdir, value, readOnly, harden, volumes, engineArgs);
        }

        Said readOnlyWith(String... value) {
            return new Said(image, user, workdir, limits, true, harden, List.of(value), engineArgs);
        }

        Said engineArgs(String... value) {
            return new Said(image, user, workdir, limits, readOnly, harden, volumes, List.of(value));
        }

        WorkloadOptions options() {
            return new WorkloadOptions(
                    "web",
                    image,
                    List.of("sh", "-c", "--privileged"),
                    null,
                    List.of("TOKEN", "PATH=/bin", "MODE=a b"),
                    List.of(),
                    Map.of("MODE", "weaker"),
                    user,
                    workdir,
                    volumes,
                    List.of(),
                    limits,
                    readOnly,
                    List.of("sys_nice"),
                    harden,
                    engineArgs,
                    new WorkloadOptions.Streams(true, true),
                    Map.of("dev.exeat.sandbox", "web"));
        }
    }

    private WorkloadSpec spec(Said said) {
        return said.options().check(EngineKind.DOCKER, host(true)).orElseThrow();
    }

    private List<String> problems(Said said) {
        return said.options().check(EngineKind.DOCKER, host(true)).problems().stream()
                .map(Problem::id)
                .toList();
    }

    private static List<String> arguments(WorkloadSpec spec, EngineKind engine) {
        return WorkloadArguments.of(spec, engine, PROFILE, "container:exeat-web-holder")
                .arguments();
    }

    @Test
    void defaultWorkloadGetsFewCapabilitiesAndNoWayOut() {
        assertThat(arguments(spec(Said.NOTHING), EngineKind.DOCKER))
                .containsExactly(
                        "--name=exeat-web",
                        "--label=dev.exeat.sandbox=web",
                        "--pull=never",
                        "--network=container:exeat-web-holder",
                        "--restart=no",
                        "--ipc=private",
                        "--cgroupns=private",
                        "--privileged=false",
                        "--security-opt=no-new-privileges",
                        "--security-opt=seccomp=" + PROFILE,
                        "--cap-drop=ALL",
                        "--cap-add=CHOWN",
                        "--cap-add=DAC_OVERRIDE",
                        "--cap-add=FOWNER",
                        "--cap-add=FSETID",
                        "--cap-add=KILL",
                        "--cap-add=NET_BIND_SERVICE",
                        "--cap-add=SETFCAP",
                        "--cap-add=SETGID",
                        "--cap-add=SETPCAP",
                        "--cap-add=SETUID",
                        "--cap-add=SYS_CHROOT",
                        "--cap-add=SYS_NICE",
                        "--init",
                        "--pids-limit=4096",
                        "--env=MODE",
                        "--env=TOKEN",
                        "--env=PATH=/bin",
                        "--tty",
                        "--interactive",
                        "debian:12",
                        "sh",
                        "-c",
                        "--privileged");
    }

    @Test
    void strictWorkloadGetsNothingThatItDoesNotAskFor() {
        WorkloadSpec spec = spec(Said.NOTHING.harden("strict")).forImageUser("");
        assertThat(arguments(spec, EngineKind.DOCKER))
                .contains(
                        "--cap-drop=ALL",
                        "--cap-add=SYS_NICE",
                        "--pids-limit=512",
                        "--memory=2g",
                        "--cpus=3",
                        "--read-only",
                        "--tmpfs=/tmp:rw,noexec,nosuid,nodev,mode=1777",
                        "--user=65534:65534")
                .doesNotContain("--cap-add=CHOWN");
    }

    @Test
    void podmansOwnDefaultsAreNotLeftToItsConfiguration() {
        assertThat(arguments(spec(Said.NOTHING), EngineKind.PODMAN))
                .contains(
                        "--pid=private",
                        "--systemd=false",
                        "--sdnotify=ignore",
                        "--http-proxy=false",
                        "--env-host=false",
                        "--read-only-tmpfs=false");
    }

    @Test
    void podmanGetsAnInitOnlyWhereItHasOne() {
        WorkloadOptions options = Said.NOTHING.options();
        assertThat(arguments(options.check(EngineKind.PODMAN, host(true)).orElseThrow(), EngineKind.PODMAN))
                .contains("--init");
        assertThat(arguments(options.check(EngineKind.PODMAN, host(false)).orElseThrow(), EngineKind.PODMAN))
                .doesNotContain("--init");
        assertThat(arguments(spec(Said.NOTHING.engineArgs("--init=false")), EngineKind.DOCKER))
                .contains("--init=false")
                .doesNotContain("--init");
    }

    @Test
    void whatTheUserHandsThroughComesBeforeWhatExeatSays() {
        assertThat(arguments(spec(Said.NOTHING.engineArgs("--shm-size=1g", "--ipc=none")), EngineKind.DOCKER))
                .startsWith("--shm-size=1g", "--ipc=none", "--name=exeat-web")
                .contains("--ipc=private");
    }

    @ParameterizedTest(name = "image ''{0}'' runs as {1}")
    @CsvSource({
        "'', 65534:65534",
        "root, 65534:65534",
        "0, 65534:65534",
        "0:0, 65534:65534",
        "00, 65534:65534",
        "+0, 65534:65534",
        "root:users, 65534:65534",
        ":1000, 65534:65534",
        "app,",
        "1000:0,",
    })
    void strictWorkloadIsNotRoot(String imageUser, @Nullable String user) {
        assertThat(spec(Said.NOTHING.harden("strict")).forImageUser(imageUser).user())
                .isEqualTo(user);
        assertThat(spec(Said.NOTHING).forImageUser(imageUser).user()).isNull();
        assertThat(spec(Said.NOTHING.user("7").harden("strict"))
                        .forImageUser(imageUser)
                        .user())
                .isEqualTo("7");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", ":", "a:b:c", "-x", "a b", "0:", ":0", "$(id)", "a\u0000"})
    void wrongUserIsRefused(String user) {
        assertThat(problems(Said.NOTHING.user(user))).containsExactly("user-form");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"root", "0", "0:1000", "root:app"})
    void strictWorkloadAsRootIsRefused(String user) {
        assertThat(problems(Said.NOTHING.user(user).harden("strict"))).containsExactly("user-strict");
        assertThat(problems(Said.NOTHING.user(user))).isEmpty();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {"", "-d", "--privileged", "-v/:/host", " debian", "debian latest", "/etc", "a\u0000", "\u2010x"})
    void whatIsNoImageIsRefused(String image) {
        assertThat(problems(Said.NOTHING.image(image))).containsExactly("image-form");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0, , , memory-form",
        "-1, , , memory-form",
        "512 m, , , memory-form",
        "lots, , , memory-form",
        ", 0, , cpus-form",
        ", 0.0, , cpus-form",
        ", -1, , cpus-form",
        ", .5, , cpus-form",
        ", all, , cpus-form",
        ", , 0, pids-limit-form",
        ", , -1, pids-limit-form",
        ", , unlimited, pids-limit-form",
        ", , 99999999, pids-limit-form",
    })
    void wrongLimitIsRefused(@Nullable String memory, @Nullable String cpus, @Nullable String pids, String id) {
        assertThat(problems(Said.NOTHING.limits(new WorkloadOptions.Limits(memory, cpus, pids))))
                .containsExactly(id);
    }

    @Test
    void limitThatWasSaidIsTaken() {
        WorkloadOptions.Limits limits = new WorkloadOptions.Limits("1.5G", "0.5", "64");
        assertThat(arguments(spec(Said.NOTHING.limits(limits).harden("strict")), EngineKind.DOCKER))
                .contains("--memory=1.5G", "--cpus=0.5", "--pids-limit=64");
    }

    @Test
    void readOnlyWorkloadKeepsAVolumeForTemporaryFiles() {
        assertThat(arguments(spec(Said.NOTHING.readOnlyWith("scratch:/tmp")), EngineKind.DOCKER))
                .contains("--read-only", "--volume=scratch:/tmp:rw")
                .noneMatch(argument -> argument.startsWith("--tmpfs"));
    }

    @Test
    void valuesOfVariablesAreNeitherOnACommandLineNorInWhatIsPrinted() {
        WorkloadSpec spec = spec(Said.NOTHING);
        WorkloadArguments arguments =
                WorkloadArguments.of(spec, EngineKind.DOCKER, PROFILE, WorkloadArguments.NO_NETWORK);
        assertThat(arguments.arguments()).noneMatch(argument -> argument.contains("s3cret"));
        assertThat(arguments.environment().values())
                .containsExactlyInAnyOrderEntriesOf(Map.of("TOKEN", "t0p-s3cret", "MODE", "a b"));
        assertThat(spec.toString() + arguments).doesNotContain("s3cret").contains("TOKEN");
    }

    /** With them in its own environment the engine's command line would be another one. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "DOCKER_HOST",
                "HOME",
                "PATH",
                "HTTPS_PROXY",
                "no_proxy",
                "LD_PRELOAD",
                "XDG_RUNTIME_DIR",
                "_CONTAINERS_ROOTLESS_UID",
                "GODEBUG",
                "TMPDIR"
            })
    void variableOfTheEnginesCommandLineIsNotGivenToIt(String name) {
        WorkloadSpec spec = spec(Said.NOTHING).withDefaults(Map.of(name, "value"));
        WorkloadArguments arguments =
                WorkloadArguments.of(spec, EngineKind.DOCKER, PROFILE, WorkloadArguments.NO_NETWORK);
        assertThat(arguments.environment().names()).doesNotContain(name);
        assertThat(arguments.arguments()).anyMatch(argument -> argument.startsWith("--env=" + name + "="));
    }

    @Test
    void everyProblemIsFoundAtOnce() {
        Said wrong = Said.NOTHING
                .image("-")
                .user("-")
                .workdir("relative")
                .limits(new WorkloadOptions.Limits("0", "0", "0"))
                .harden("soft")
                .engineArgs("--privileged");
        assertThat(problems(wrong))
                .containsExactly(
                        "harden-unknown",
                        "image-form",
                        "user-form",
                        "container-workdir",
                        "memory-form",
                        "cpus-form",
                        "pids-limit-form",
                        "engine-arg-opens");
    }
}
