package dev.exeat.container.workload;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code --volume} as it was typed: {@code [SOURCE:]TARGET[:OPTIONS]}. Nothing of the host was looked at yet.
 *
 * @param text all of it
 * @param source a path of the host or the name of a volume; null for a volume without a name
 * @param target where it is inside, absolute and without {@code ..}
 * @param readOnly whether {@code ro} was asked for
 * @param options others that are handed through
 */
record Volume(String text, @Nullable String source, Path target, boolean readOnly, List<String> options) {
    private static final String FORM =
            "write SOURCE:TARGET or SOURCE:TARGET:ro, for example './src:/src:ro' or 'cache:/var/cache'";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Set<String> HANDED_THROUGH = Set.of("z", "Z", "nocopy");

    /** What is so anyway, or means nothing on Linux. */
    private static final Set<String> LEFT_OUT =
            Set.of("rw", "ro", "private", "rprivate", "cached", "delegated", "consistent");

    private static final Set<String> PROPAGATION =
            Set.of("shared", "rshared", "slave", "rslave", "unbindable", "runbindable");
    private static final List<Path> KERNEL =
            Stream.of("/proc", "/sys", "/dev").map(Path::of).toList();

    /** Reads it. */
    static Parsed<Volume> parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || text.indexOf('\0') >= 0) {
            return bad("volume-syntax", text, "has too many parts", FORM);
        }
        String source = parts.length == 1 ? null : parts[0];
        String target = parts.length == 1 ? parts[0] : parts[1];
        if ((source != null && source.isEmpty()) || !target.startsWith("/")) {
            return bad("volume-syntax", text, "does not say where it is to be inside, as an absolute path", FORM);
        }
        return options(text, parts.length == 3 ? parts[2] : "rw")
                .flatMap(options -> of(text, source, Path.of(target).normalize(), options));
    }

    private static Parsed<Volume> of(String text, @Nullable String source, Path target, List<String> options) {
        if (target.getNameCount() == 0 || KERNEL.stream().anyMatch(target::startsWith)) {
            return bad(
                    "volume-target",
                    text,
                    "would cover " + Quoted.of(target.toString()) + " inside, which is the sandbox's own",
                    "mount it elsewhere inside");
        }
        List<String> others =
                options.stream().filter(option -> !LEFT_OUT.contains(option)).toList();
        return Parsed.ok(new Volume(text, source, target, options.contains("ro"), others));
    }

    private static Parsed<List<String>> options(String text, String spelled) {
        List<String> options = new ArrayList<>();
        for (String option : spelled.split(",", -1)) {
            if (PROPAGATION.contains(option)) {
                return bad(
                        "volume-propagation",
                        text,
                        "would join the host's mounts by " + Quoted.of(option),
                        "leave '" + option + "' out");
            }
            if (!HANDED_THROUGH.contains(option) && !LEFT_OUT.contains(option)) {
                return bad(
                        "volume-option",
                        text,
                        "has the unknown option " + Quoted.of(option),
                        "write 'ro', 'rw', 'z', 'Z' or 'nocopy'");
            }
            options.add(option);
        }
        return options.contains("ro") && options.contains("rw")
                ? bad("volume-option", text, "is said to be both 'ro' and 'rw'", "leave one of them out")
                : Parsed.ok(options);
    }

    private static <T> Parsed<T> bad(String id, String text, String what, String fix) {
        return Parsed.bad(id, "--volume " + Quoted.of(text) + " " + what, fix);
    }

    /** Whether it is a path of the host, by Docker's rule: names of volumes have no slash and do not begin with a dot. */
    boolean isBind() {
        return source != null && !NAME.matcher(source).matches();
    }

    /** As it is handed to an engine, where it is no path of the host. */
    Mount asNamed() {
        return new Mount(source, target, readOnly, options);
    }
}
