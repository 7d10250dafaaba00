package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.container.EngineKind;
import dev.exeat.policy.Problem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineArgumentsTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "--shm-size=1g",
                "--ulimit=nofile=1024:2048",
                "--ulimit=core=-1",
                "--init",
                "--init=false",
                "--stop-signal=SIGINT",
                "--stop-timeout=5",
                "--platform=linux/amd64",
                "--label=org.example.note=a=b --privileged",
                "--memory-swap=2g",
                "--cpuset-cpus=0-1,3",
                "--oom-score-adj=500",
                "--sysctl=kernel.shmmax=1000",
                "--group-add=1000",
                "--health-cmd=test -e /tmp/ok",
                "--health-interval=1m30s",
                "--no-healthcheck",
                "--log-driver=none",
                "--log-opt=max-size=10m",
                "--ipc=private",
                "--cgroupns=private",
            })
    void harmlessArgumentIsHandedThroughAsWritten(String argument) {
        for (EngineKind engine : EngineKind.values()) {
            assertThat(EngineArguments.parse(argument, engine).orElseThrow()).isEqualTo(argument);
        }
    }

    @Tag("D-028")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "--privileged",
                "--privileged=true",
                "--privileged=false",
                "--network=host",
                "--net=host",
                "--network=container:other",
                "--net=ns:/proc/1/ns/net",
                "--network-alias=x",
                "--pod=new:x",
                "--pid=host",
                "--pid=container:other",
                "--ipc=host",
                "--ipc=shareable",
                "--ipc=container:other",
                "--uts=host",
                "--uts=private",
                "--userns=host",
                "--userns=container:other",
                "--userns=ns:/proc/1/ns/user",
                "--uidmap=0:0:1",
                "--cgroupns=host",
                "--cgroups=disabled",
                "--cgroup-parent=/",
                "--cgroup-conf=memory.high=1",
                "--device=/dev/sda",
                "--device-cgroup-rule=a *:* rwm",
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--security-opt=label=disable",
                "--security-opt=systempaths=unconfined",
                "--security-opt=no-new-privileges=false",
                "--security-opt=mask=/x",
                "--security-opt=unmask=ALL",
                "--security-opt=",
                "--seccomp-policy=image",
                "--sysctl=net.ipv4.ip_forward=1",
                "--sysctl=net.ipv4.ip_forward=1=kernel.shmmax=1",
                "--sysctl=kernel.core_pattern=|/x",
                "--sysctl=kernel.shmmax",
                "--mount=type=bind,source=/,target=/host",
                "--volumes-from=other",
                "--tmpfs=/src/.git/hooks",
                "--rootfs",
                "--secret=x",
                "--dns=192.0.2.1",
                "--dns-opt=x",
                "--dns-search=x",
                "--add-host=a:192.0.2.1",
                "--no-hosts",
                "--hostname=x",
                "--domainname=x",
                "--link=other",
                "--ip=192.0.2.1",
                "--ip6=2001:db8::1",
                "--link-local-ip=169.254.1.1",
                "--mac-address=02:00:00:00:00:01",
                "--runtime=runsc",
                "--restart=always",
                "--restart=no",
                "--label=dev.exeat.sandbox=other",
                "--label=dev.exeat.role=gateway",
                "--label-file=/x",
                "--annotation=run.oci.keep_original_groups=1",
                "--group-add=keep-groups",
                "--systemd=always",
                "--hooks-dir=/x",
                "--init-path=/x",
                "--sdnotify=container",
                "--use-api-socket",
                "--preserve-fds=3",
                "--env-host",
                "--http-proxy",
                "--log-driver=syslog",
                "--log-driver=fluentd",
                "--log-opt=path=/etc/cron.d/x",
                "--log-opt=tag=max-size=",
                "--oom-kill-disable",
                "--oom-score-adj=-1000",
                "--cidfile=/x",
                "--pidfile=/x",
                "--conmon-pidfile=/x",
                "--replace",
                "--requires=other",
                "--storage-opt=size=1g",
                "--chrootdirs=/x",
                "--tz=local",
            })
    void openingArgumentIsRefusedWithItsReason(String argument) {
        for (EngineKind engine : EngineKind.values()) {
            assertThat(EngineArguments.parse(argument, engine).problems())
                    .extracting(Problem::id)
                    .containsExactly("engine-arg-opens");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "--cap-add=SYS_ADMIN, use --cap-add",
        "--volume=/:/host, use --volume",
        "--volume, use --volume",
        "--publish=80, use --publish",
        "--expose=80, use --publish",
        "--env=A=b, use --env",
        "--env-file=/x, use --env-file",
        "--user=0, use --user",
        "--name=x, use --name",
        "--memory=1g, use --memory",
        "--read-only=false, use --read-only",
        "--pids-limit=-1, use --pids-limit",
        "--pull=always, leave it out; Exeat pulls an image that is not there",
        "--rm, leave it out; Exeat removes what it made",
        "--detach, leave it out; Exeat starts the workload",
    })
    void argumentThatExeatGivesItselfIsRefusedWithItsOwnFlag(String argument, String fix) {
        assertThat(EngineArguments.parse(argument, EngineKind.DOCKER).problems())
                .extracting(Problem::id, Problem::fix)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("engine-arg-own", fix));
    }

    /** Short and joined forms, words of their own, and what would swallow the next argument. */
    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "-",
                "--",
                "-v/x:/y",
                "-v=/x:/y",
                "-v",
                "-itv/x:/y",
                "-it",
                "-P",
                "-p80:80",
                "-d",
                "-eA",
                "-h",
                "-uroot",
                "-shm-size=1g",
                "debian",
                "host",
                "--label",
                "--ulimit",
                "--shm-size",
                "--shm-size 1g",
                " --init",
                "\u2014init",
                "\u2013\u2013init",
                "--init\u0000",
            })
    void whatIsNotOneLongFlagWithItsValueIsRefused(String argument) {
        for (EngineKind engine : EngineKind.values()) {
            assertThat(EngineArguments.parse(argument, engine).problems())
                    .extracting(Problem::id)
                    .containsAnyOf("engine-arg-form", "engine-arg-unknown")
                    .hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "--privilege",
                "--priv",
                "--Privileged",
                "--PRIVILEGED",
                "--privileged ",
                "---privileged",
                "--net ",
                "--netw=host",
                "--NET=host",
                "--network\u200b=host",
                "--security_opt=seccomp=unconfined",
                "--security-opts=seccomp=unconfined",
                "--sec=seccomp=unconfined",
                "--vol=/:/host",
                "--v=/:/host",
                "--=",
                "--=x",
                "--module=x",
                "--root=/x",
                "--remote",
                "--host=x",
            })
    void unknownArgumentIsRefused(String argument) {
        for (EngineKind engine : EngineKind.values()) {
            assertThat(EngineArguments.parse(argument, engine).problems())
                    .extracting(Problem::id)
                    .containsExactly("engine-arg-unknown");
        }
    }

    @Test
    void misspeltArgumentIsToldTheRightOne() {
        assertThat(EngineArguments.parse("--shmsize=1g", EngineKind.DOCKER).problems())
                .extracting(Problem::toString)
                .containsExactly("engine argument '--shmsize=1g' is not known to be harmless [engine-arg-unknown]\n"
                        + "  fix: did you mean '--shm-size'?");
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void valueIsJudgedToo(EngineKind engine) {
        assertThat(EngineArguments.parse("--shm-size=lots", engine).problems())
                .extracting(Problem::id)
                .containsExactly("engine-arg-value");
        assertThat(EngineArguments.parse("--init=maybe", engine).problems())
                .extracting(Problem::id)
                .containsExactly("engine-arg-value");
    }

    @Test
    void argumentOfTheOtherEngineIsRefused() {
        assertThat(EngineArguments.parse("--userns=keep-id", EngineKind.PODMAN).isOk())
                .isTrue();
        assertThat(EngineArguments.parse("--userns=keep-id", EngineKind.DOCKER).isOk())
                .isFalse();
        assertThat(EngineArguments.parse("--timeout=5", EngineKind.DOCKER).problems())
                .extracting(Problem::message)
                .containsExactly("engine argument '--timeout=5' is not one of docker");
        assertThat(EngineArguments.parse("--gpus=all", EngineKind.PODMAN).isOk())
                .isFalse();
    }

    @Test
    void graphicsProcessorsAreGivenAndSaid() {
        assertThat(EngineArguments.parse("--gpus=all", EngineKind.DOCKER).isOk())
                .isTrue();
        assertThat(EngineArguments.note("--gpus=all")).contains("not proved");
        assertThat(EngineArguments.note("--init")).isNull();
    }
}
