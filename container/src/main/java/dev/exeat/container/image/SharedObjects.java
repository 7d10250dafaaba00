package dev.exeat.container.image;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what ldd(1) says. */
final class SharedObjects {
    // 'libc.so.6 => /lib/libc.so.6 (0x7f...)', or '/lib64/ld-linux-x86-64.so.2 (0x7f...)', which is the program's
    // loader
    private static final Pattern LINE = Pattern.compile("\\s+(\\S+)(?: => (\\S+))? \\(0x[0-9a-f]+\\)");
    private static final Pattern MISSING = Pattern.compile("\\s+(\\S+) => not found");

    private SharedObjects() {}

    /**
     * Where each shared object has to be so that it is found, and the file that it is.
     *
     * @param elsewhere names that need not be found: whoever loads the file has loaded them before
     * @throws ImageException if one is missing on this host
     */
    static Map<String, Path> parse(String said, Predicate<String> elsewhere) {
        Map<String, Path> found = new TreeMap<>();
        for (String line : said.lines().toList()) {
            Matcher missing = MISSING.matcher(line);
            if (missing.matches() && !elsewhere.test(missing.group(1))) {
                throw new ImageException("the library '" + missing.group(1) + "' is missing", "install it");
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(1);
                String file = matcher.group(2) == null ? name : matcher.group(2);
                if (file.startsWith("/")) {
                    // a loader is found by the very path that the program names, a library by the folder that it is in
                    String place = name.startsWith("/") ? name : file;
                    found.put(place.substring(1), Path.of(file));
                }
            }
        }
        return found;
    }
}
