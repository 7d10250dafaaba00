package dev.exeat.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which HTTP requests a rule is for.
 *
 * @param methods the methods, case-sensitive; empty for every method
 * @param paths the paths; empty for every path
 */
public record RequestScope(Set<String> methods, List<PathPattern> paths) {
    /** Every request. */
    public static final RequestScope ALL = new RequestScope(Set.of(), List.of());

    public RequestScope {
        methods = Set.copyOf(methods);
        paths = List.copyOf(paths);
    }

    /** Whether it leaves requests out, so that requests must be seen to be decided. */
    public boolean isNarrow() {
        return !methods.isEmpty() || !paths.isEmpty();
    }

    /** Whether the method may be used. */
    public boolean takesMethod(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /** Whether the path may be asked for. */
    public boolean takesPath(String path) {
        return paths.isEmpty() || paths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** {@code GET,HEAD /v1/**}; empty for every request. */
    @Override
    public String toString() {
        String said = methods.stream().sorted().collect(Collectors.joining(","));
        String where = paths.stream().map(PathPattern::toString).collect(Collectors.joining(" "));
        return (said + " " + where).strip();
    }
}
