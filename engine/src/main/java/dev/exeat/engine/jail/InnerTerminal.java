package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Libc;
import dev.exeat.linux.Pty;
import dev.exeat.linux.Signals;
import dev.exeat.linux.SystemCallException;
import dev.exeat.linux.Terminal;
import dev.exeat.linux.WindowSize;
import org.jspecify.annotations.Nullable;

/**
 * The command's own terminal, joined to the caller's: what the command shows goes to the screen; keys go to the command while this
 * process is in the foreground. The caller's terminal is raw meanwhile if the command's output is shown on it; otherwise (its output goes
 * to a file or another program) it keeps its settings, and lines are passed on as they are finished.
 */
final class InnerTerminal {
    private static final byte[] END_OF_INPUT = {4};

    private final Pty pty = Pty.open();
    private final Descriptor screen;
    private final @Nullable Descriptor keyboard;
    private final boolean raw;
    private final Terminal settings;
    private boolean attached;
    private boolean rawNow;
    private boolean over;

    /**
     * Makes the terminal, with the caller's settings and size.
     *
     * @param screen the caller's terminal
     * @param keyboard where keys come from; null when the command only shows something
     * @param raw whether the caller's terminal is to pass every key as it is pressed
     */
    InnerTerminal(Descriptor screen, @Nullable Descriptor keyboard, boolean raw) {
        this.screen = screen;
        this.keyboard = keyboard;
        this.raw = raw;
        this.settings = Terminal.of(screen.number());
        try (Descriptor slave = pty.openSlave()) {
            if (raw) {
                settings.copyTo(slave.number());
            } else {
                settings.copyWithoutEchoTo(slave.number());
            }
        }
        resize();
    }

    /** A descriptor of it for the command. */
    Descriptor forChild() {
        return pty.openSlave();
    }

    /** Starts to show what the command writes. */
    Relay show() {
        return Relay.start("screen", pty.master(), screen, () -> {});
    }

    /** From now on keys and sizes are passed on, whenever this process is in the foreground. */
    void attach() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::detach, "terminal"));
        Signals.on("WINCH", _ -> resize());
        // a shell that continues a job gives the terminal its own settings, or the job the foreground
        Signals.on("CONT", _ -> takeForeground());
        takeForeground();
    }

    /** Gives the caller's terminal its settings back. */
    synchronized void detach() {
        over = true;
        if (rawNow) {
            rawNow = false;
            settings.restore();
        }
    }

    private synchronized void takeForeground() {
        // in the background, changing or reading the terminal would stop this process
        if (over || keyboard == null || !inForeground()) {
            return;
        }
        if (raw) {
            settings.raw();
            rawNow = true;
        }
        if (!attached) {
            attached = true;
            Relay.start("keyboard", keyboard, pty.master(), this::endKeyboard);
        }
        resize();
    }

    private boolean inForeground() {
        return Libc.function("tcgetpgrp").attempt(screen.number())
                == Libc.function("getpgrp").attempt();
    }

    private void resize() {
        WindowSize.of(screen.number()).ifPresent(size -> size.apply(pty.master().number()));
    }

    /** The end of a raw terminal is its hang-up; of another one it is Ctrl-D on an empty line, which a terminal passes on as that key. */
    private void endKeyboard() {
        try {
            if (raw) {
                pty.close();
            } else {
                Descriptors.write(pty.master(), END_OF_INPUT);
            }
        } catch (SystemCallException | IllegalStateException gone) {
            // the command has ended before
        }
    }
}
