package dev.exeat.cli.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Why a file could not be read or written, in words: the name of the file is the caller's to say. */
public final class Reason {
    private Reason() {}

    /** The reason, such as {@code no space left on device}. */
    public static String of(IOException failed) {
        return switch (failed) {
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "it is not a folder";
            case FileAlreadyExistsException _ -> "something else is there";
            case FileSystemException system when system.getReason() != null -> lowerFirst(system.getReason());
            case IOException other -> lowerFirst(String.valueOf(other.getMessage()));
        };
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
