package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The attributes and file actions of one posix_spawnp(3) call (glibc 2.34 and newer for closefrom). */
final class PosixSpawn implements AutoCloseable {
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int POSIX_SPAWN_SETSID = 0x80;
    private static final int OPAQUE_SIZE = 512;
    private static final int SIGSET_SIZE = 128;
    private static final int STANDARD_STREAMS = 3;
    private static final int ABOVE_ALL = 64;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment attributes = arena.allocate(OPAQUE_SIZE, 16);
    private final MemorySegment actions = arena.allocate(OPAQUE_SIZE, 16);
    private final List<Descriptor> copies = new ArrayList<>();
    private final Spawn spawn;

    private PosixSpawn(Spawn spawn) {
        this.spawn = spawn;
        Libc.function("posix_spawnattr_init").callReturningErrno(attributes.address());
        Libc.function("posix_spawn_file_actions_init").callReturningErrno(actions.address());
    }

    static int start(Spawn spawn) {
        try (PosixSpawn call = new PosixSpawn(spawn)) {
            call.prepareAttributes();
            call.prepareDescriptors();
            return call.execute();
        }
    }

    private void prepareAttributes() {
        MemorySegment noSignals = arena.allocate(SIGSET_SIZE, 8);
        Libc.function("posix_spawnattr_setsigmask").callReturningErrno(attributes.address(), noSignals.address());
        int flags = POSIX_SPAWN_SETSIGMASK | (spawn.session ? POSIX_SPAWN_SETSID : 0);
        Libc.function("posix_spawnattr_setflags").callReturningErrno(attributes.address(), flags);
        if (spawn.directory != null) {
            action("addchdir_np", string(spawn.directory.toString()));
        }
    }

    private void prepareDescriptors() {
        int top = Math.max(STANDARD_STREAMS - 1, highestChild());
        for (int child = 0; child <= top; child++) {
            prepareDescriptor(child, top);
        }
        action("addclosefrom_np", top + 1);
    }

    private void prepareDescriptor(int child, int top) {
        Integer parent = spawn.descriptors.get(child);
        if (spawn.terminal != null && child == spawn.terminalDescriptor) {
            open(child, spawn.terminal.toString());
        } else if (parent != null) {
            // a copy above all of the child's numbers: no dup2 can then overwrite the source of a later one
            Descriptor copy = Descriptors.duplicate(parent, Math.max(ABOVE_ALL, top + 1));
            copies.add(copy);
            action("adddup2", copy.number(), child);
        } else if (child < STANDARD_STREAMS) {
            open(child, "/dev/null");
        } else {
            action("addclose", child);
        }
    }

    private int highestChild() {
        int named = spawn.descriptors.isEmpty() ? 0 : spawn.descriptors.lastKey();
        return spawn.terminal == null ? named : Math.max(named, spawn.terminalDescriptor);
    }

    private void open(int child, String path) {
        action("addopen", child, string(path), Descriptors.O_RDWR, 0);
    }

    private void action(String kind, long... parameters) {
        long[] all = new long[parameters.length + 1];
        all[0] = actions.address();
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        Libc.function("posix_spawn_file_actions_" + kind).callReturningErrno(all);
    }

    private int execute() {
        MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : spawn.environment.entrySet()) {
            environment.add(variable.getKey() + "=" + variable.getValue());
        }
        Libc.function("posix_spawnp")
                .callReturningErrno(
                        pid.address(),
                        string(spawn.arguments.getFirst()),
                        actions.address(),
                        attributes.address(),
                        strings(spawn.arguments),
                        strings(environment));
        return pid.get(ValueLayout.JAVA_INT, 0);
    }

    private long strings(List<String> values) {
        MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            array.setAtIndex(ValueLayout.JAVA_LONG, i, string(values.get(i)));
        }
        return array.address();
    }

    private long string(String value) {
        return arena.allocateFrom(value).address();
    }

    @Override
    public void close() {
        Libc.function("posix_spawn_file_actions_destroy").attempt(actions.address());
        Libc.function("posix_spawnattr_destroy").attempt(attributes.address());
        copies.forEach(Descriptor::close);
        arena.close();
    }
}
