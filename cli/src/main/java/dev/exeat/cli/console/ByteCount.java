package dev.exeat.cli.console;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes as people read them. */
public final class ByteCount {
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");
    private static final int STEP = 1024;

    private ByteCount() {}

    /** Such as {@code 312 bytes} or {@code 3.4 MiB}. */
    public static String text(long bytes) {
        if (bytes < STEP) {
            return bytes + " bytes";
        }
        double amount = bytes;
        String unit = "";
        for (String next : UNITS) {
            if (amount < STEP) {
                break;
            }
            amount /= STEP;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, unit);
    }
}
