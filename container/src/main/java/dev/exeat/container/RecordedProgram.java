package dev.exeat.container;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.DescriptorInput;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.SystemCallException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that connects to the sockets of its folder, as a child of this process. */
final class RecordedProgram implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final RoleFolder folder;
    private final Process process;
    private @Nullable Descriptor control;

    /** Starts it; what it says to the user is not for him. */
    RecordedProgram(List<String> command, Path path) throws IOException {
        name = String.valueOf(path.getFileName());
        folder = RoleFolder.make(path, -1);
        List<String> line = new ArrayList<>(command);
        line.add(path.toString());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(variable -> !variable.equals("PATH"));
        try {
            process = builder.start();
        } catch (IOException missing) {
            folder.close();
            throw missing;
        }
        var _ = process.onExit().thenRun(folder::stop);
    }

    FdChannel channel() {
        return folder.awaitChannel(LIMIT, this::silence);
    }

    /** Sends control lines, the first time to whoever connects. */
    void say(String lines) {
        try {
            Descriptors.write(control(), lines.getBytes(StandardCharsets.UTF_8));
        } catch (SystemCallException gone) {
            throw new EngineException(silence(), "");
        }
    }

    /** Reads control lines until it is ready. */
    void awaitReady() throws IOException {
        // left open: its descriptor is closed with the others
        var lines = new BufferedReader(new InputStreamReader(new DescriptorInput(control()), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("ready")) {
                return;
            }
        }
        throw new IOException(silence());
    }

    /** Waits until it has ended, by when its recording is written. */
    void awaitEnd() throws IOException {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(name + " does not end");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ended);
        }
    }

    private Descriptor control() {
        Descriptor connected = control;
        if (connected == null) {
            connected = folder.awaitControl(LIMIT, this::silence);
            control = connected;
        }
        return connected;
    }

    private String silence() {
        return process.isAlive() ? name + " does not answer" : name + " ended with status " + process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        folder.close();
        if (control != null) {
            control.close();
        }
    }
}
