package dev.exeat.container.workload;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One mount of a workload, as it is given to an engine.
 *
 * @param source a real path of the host, or the name of a volume; null for a volume without a name, which is gone with the workload
 * @param target where it is inside
 * @param readOnly whether it cannot be written
 * @param options others that both engines know
 */
public record Mount(@Nullable String source, Path target, boolean readOnly, List<String> options) {
    public Mount {
        options = List.copyOf(options);
    }

    static Mount bind(Path source, Path target, boolean readOnly) {
        return new Mount(source.toString(), target, readOnly, List.of());
    }

    /** {@code SOURCE:TARGET:OPTIONS}, the value of {@code --volume}. */
    String argument() {
        List<String> all = Stream.concat(Stream.of(readOnly ? "ro" : "rw"), options.stream())
                .toList();
        return source == null ? target.toString() : source + ":" + target + ":" + String.join(",", all);
    }
}
