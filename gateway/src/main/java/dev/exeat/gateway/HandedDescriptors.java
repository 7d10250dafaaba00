package dev.exeat.gateway;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sockets that were opened inside the sandbox's network and on the host, by their tags. */
final class HandedDescriptors {
    static final int MOST = 64;
    private static final String PUBLISH = "publish ";
    private static final Set<String> NEEDED =
            Set.of("capture4", "capture6", "dns-udp4", "dns-udp6", "dns-tcp4", "dns-tcp6", "nflog");
    private static final String SECCOMP = "seccomp";

    private final Map<String, Descriptor> byTag = new HashMap<>();

    /** A port of the host that leads into the sandbox: what the user asked for, the port inside, the listening socket. */
    record Published(String host, int target, Descriptor listener) {}

    /** Takes {@code count} descriptors from the channel; everything that a gateway needs must be among them. */
    static HandedDescriptors receive(FdChannel channel, int count) throws IOException {
        HandedDescriptors handed = new HandedDescriptors();
        try {
            for (int i = 0; i < count; i++) {
                FdChannel.Message message =
                        channel.receive().orElseThrow(() -> new IOException("the descriptors ended early"));
                handed.take(message);
            }
        } catch (SystemCallException | IllegalStateException e) {
            throw new IOException("a descriptor could not be received: " + e.getMessage(), e);
        }
        for (String tag : NEEDED) {
            if (!handed.byTag.containsKey(tag)) {
                throw new IOException("the descriptor '" + tag + "' is missing");
            }
        }
        return handed;
    }

    private void take(FdChannel.Message message) throws IOException {
        String tag = message.tag();
        boolean known = NEEDED.contains(tag) || tag.equals(SECCOMP) || tag.startsWith(PUBLISH);
        if (!known || byTag.putIfAbsent(tag, message.required()) != null) {
            throw new IOException("the descriptor '" + tag + "' is unknown or came twice");
        }
    }

    /** Gives up the descriptors of these tags to whoever asked. */
    List<Integer> release(String... tags) {
        return Stream.of(tags).map(this::needed).map(Descriptor::release).toList();
    }

    Descriptor needed(String tag) {
        Descriptor found = byTag.get(tag);
        if (found == null) {
            throw new IllegalStateException("descriptor '" + tag + "' is missing");
        }
        return found;
    }

    @Nullable
    Descriptor seccomp() {
        return byTag.get(SECCOMP);
    }

    List<Published> published() throws IOException {
        List<Published> found = new ArrayList<>();
        for (Map.Entry<String, Descriptor> entry : byTag.entrySet()) {
            if (entry.getKey().startsWith(PUBLISH)) {
                String[] words = entry.getKey().split(" ", -1);
                if (words.length != 3 || !words[2].matches("[1-9][0-9]{0,4}") || Integer.parseInt(words[2]) > 65535) {
                    throw new IOException("'" + entry.getKey() + "' is no published port");
                }
                found.add(new Published(words[1], Integer.parseInt(words[2]), entry.getValue()));
            }
        }
        return found;
    }
}
