package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A system call filter, seccomp(2): calls that are not named pass. It covers every convention that the machine's kernel takes (the
 * 32-bit one has numbers of its own); x32 calls do not exist under it, and a call by an unknown convention ends the process.
 *
 * <p>Immutable. Installing sets no_new_privs, is inherited by everything that the thread starts, and can't be undone.
 */
public final class Seccomp {
    static final int ALLOW = 0x7fff0000;
    static final int ERRNO = 0x00050000;
    private static final int USER_NOTIFICATION = 0x7fc00000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int X32_BIT = 0x40000000;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SET_MODE_FILTER = 1;
    private static final int FLAG_ALL_THREADS = 1;
    private static final int FLAG_NEW_LISTENER = 1 << 3;

    /** What happens to one call, decided after its number matched. */
    private record Rule(String call, Consumer<FilterCode> body) {}

    private final List<Rule> rules;

    private Seccomp(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** A filter without rules. */
    public static Seccomp allowingAll() {
        return new Seccomp(List.of());
    }

    /**
     * A filter that refuses these calls, by name, in every convention that has them.
     *
     * @throws IllegalArgumentException for a name that the table does not know
     */
    public static Seccomp denying(Set<String> names) {
        Seccomp filter = allowingAll();
        for (String name : names.stream().sorted().toList()) {
            filter = filter.refusing(name);
        }
        return filter;
    }

    /** This filter, which also refuses a call whatever its arguments. */
    public Seccomp refusing(String call) {
        return examining(call, FilterCode::refuse);
    }

    /** This filter, in which a call fails with an error of errno(3) and is never recorded. */
    public Seccomp failing(String call, int errno) {
        return examining(call, code -> code.fail(errno));
    }

    /** This filter, in which the arguments of a call decide; a body that does not return lets the call pass. */
    public Seccomp examining(String call, Consumer<FilterCode> body) {
        // also checks the name
        SystemCalls.number(Abi.X86_64, call);
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(call, body));
        return new Seccomp(more);
    }

    /** Installs it for the calling thread and what it starts from now on; refusals are EPERM. */
    public void install() {
        load(ERRNO | Errno.EPERM, 0);
    }

    /** Installs it for all threads of this process; refusals are EPERM. */
    public void installOnAllThreads() {
        int failed = load(ERRNO | Errno.EPERM, FLAG_ALL_THREADS);
        if (failed != 0) {
            throw new IllegalStateException("thread " + failed + " cannot take the filter");
        }
    }

    /**
     * Installs it for the calling thread and what it starts. Refusals wait for the holder of the returned descriptor, which is to read
     * and refuse them ({@link RefusedCalls}); once all its copies are closed they fail with ENOSYS.
     *
     * @return null when the kernel gives no listener (an old kernel, or a listener above this one): then refusals are EPERM
     */
    public @Nullable Descriptor installListening() {
        try {
            return Descriptor.adopt(load(USER_NOTIFICATION, FLAG_NEW_LISTENER));
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.EBUSY) {
                throw e;
            }
            install();
            return null;
        }
    }

    private int load(int refusal, int flags) {
        FilterCode code = compile(refusal);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocate(code.length() * 8L, 8);
            MemorySegment.copy(code.bytes(), 0, instructions, ValueLayout.JAVA_BYTE, 0, code.length() * 8);
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) code.length());
            program.set(ValueLayout.JAVA_LONG, 8, instructions.address());
            Libc.function("prctl").call(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            int number = SystemCalls.number(Abi.here().getFirst(), "seccomp").orElseThrow();
            return Libc.function("syscall").call(number, SET_MODE_FILTER, flags, program.address());
        }
    }

    FilterCode compile(int refusal) {
        FilterCode code = new FilterCode(refusal);
        for (Abi abi : Abi.here()) {
            code.loadArchitecture().ifEqual(abi.auditArchitecture(), block -> compile(abi, block));
        }
        code.returns(KILL_PROCESS);
        return code;
    }

    private void compile(Abi abi, FilterCode block) {
        block.loadNumber();
        if (abi == Abi.X86_64) {
            block.ifAtLeast(X32_BIT, x32 -> x32.fail(Errno.ENOSYS));
        }
        for (Rule rule : rules) {
            SystemCalls.number(abi, rule.call())
                    .ifPresent(number -> block.ifEqual(number, call -> {
                        rule.body().accept(call);
                        call.allow();
                    }));
        }
        block.allow();
    }
}
