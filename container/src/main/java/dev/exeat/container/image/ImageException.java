package dev.exeat.container.image;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Something that the image needs is missing on this host; says what would mend it. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    ImageException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What the user can do, or an empty text. */
    public String fix() {
        return fix;
    }

    /** Why a file could not be read or written, in one line. */
    public static String reason(IOException failed) {
        String reason = failed instanceof FileSystemException file && file.getReason() != null
                ? file.getReason() + " (" + file.getFile() + ")"
                : failed.getMessage();
        return String.valueOf(reason);
    }
}
