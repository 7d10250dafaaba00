package dev.exeat.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Says lines on the control channel, each with one write. Nobody may be there any more, which is not an error here. */
final class ControlOutput {
    private final OutputStream out;

    ControlOutput(OutputStream out) {
        this.out = out;
    }

    synchronized void say(String line) {
        try {
            out.write((line.replaceAll("[\\r\\n]", " ") + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // the reader is gone; the end of the control input is what ends the gateway
        }
    }
}
