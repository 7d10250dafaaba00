package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SeccompTest {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;

    @Test
    void aRefusedCallIsEpermOnTheInstallingThreadAndUntouchedElsewhere() {
        int inside = onThread(() -> {
            Seccomp.denying(Set.of("socket", "socketcall")).install();
            return openSocket();
        });
        assertThat(inside).isEqualTo(-Errno.EPERM);
        assertThat(openSocket()).isNotNegative();
    }

    @Test
    void argumentsDecideByTheirLowerHalf() {
        Seccomp filter = Seccomp.allowingAll()
                .examining("socket", code -> code.loadArgument(0).ifEqual(AF_UNIX, FilterCode::refuse));
        int withHighBits = onThread(() -> {
            filter.install();
            int number = SystemCalls.number(Abi.here().getFirst(), "socket").orElseThrow();
            return Libc.function("syscall").attempt(number, 0x100000000L | AF_UNIX, SOCK_STREAM, 0);
        });
        assertThat(withHighBits).isEqualTo(-Errno.EPERM);
    }

    @Test
    void whatTheThreadStartsIsUnderTheFilterToo() {
        ExitStatus status = onThread(() -> {
            Seccomp.denying(Set.of("mkdir", "mkdirat")).install();
            return Spawn.of(
                            "mkdir",
                            "/tmp/never-made-" + ProcessHandle.current().pid())
                    .run("")
                    .status();
        });
        assertThat(status.success()).isFalse();
    }

    @Test
    void aListenerHearsOfTheRefusalAndTheCallerGetsEperm() throws Exception {
        CompletableFuture<Descriptor> handed = new CompletableFuture<>();
        CompletableFuture<RefusedCalls.Refused> heard = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (RefusedCalls calls = new RefusedCalls(handed.join())) {
                heard.complete(calls.next());
            }
        });
        int result = onThread(() -> {
            handed.complete(Seccomp.denying(Set.of("socket")).installListening());
            return openSocket();
        });
        assertThat(result).isEqualTo(-Errno.EPERM);
        assertThat(heard.get().call()).isEqualTo("socket");
        assertThat(heard.get().arguments().getFirst()).isEqualTo(AF_UNIX);
    }

    @Test
    void aMisspeltNameIsAnErrorNotAWeakerFilter() {
        assertThatThrownBy(() -> Seccomp.denying(Set.of("sockett")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sockett");
    }

    @Test
    void aLongBodyIsJumpedOverAsAWhole() {
        Seccomp filter = Seccomp.allowingAll().examining("socket", code -> {
            code.loadArgument(0);
            for (int family = 100; family < 400; family++) {
                code.ifEqual(family, FilterCode::refuse);
            }
            code.allow();
        });
        int mkdir = onThread(() -> {
            filter.refusing("mkdir").install();
            int number = SystemCalls.number(Abi.here().getFirst(), "mkdir").orElse(-1);
            return number < 0 ? -Errno.EPERM : Libc.function("syscall").attempt(number, 0, 0);
        });
        assertThat(mkdir).isEqualTo(-Errno.EPERM);
    }

    private static int openSocket() {
        int result = Libc.function("socket").attempt(AF_UNIX, SOCK_STREAM, 0);
        if (result >= 0) {
            Descriptor.adopt(result).close();
        }
        return result;
    }

    /** A thread of its own, since a filter stays on its thread. */
    private static <T> T onThread(Supplier<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> result.set(work.get()));
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return result.get();
    }
}
