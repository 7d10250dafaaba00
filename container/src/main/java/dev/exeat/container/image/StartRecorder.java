package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts both programs, lets them do once what they do in a container, and ends them. */
public interface StartRecorder {
    /**
     * Does that.
     *
     * @param gateway the gateway's command line, but for the folder that it is given
     * @param inside likewise for the program of the holder and the init container
     * @param folder for whatever they write
     * @throws IOException when they could not be started or did not answer
     */
    void record(List<String> gateway, List<String> inside, Path folder) throws IOException;
}
