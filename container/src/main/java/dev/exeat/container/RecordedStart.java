package dev.exeat.container;

import dev.exeat.container.image.StartRecorder;
import dev.exeat.engine.segment.CanaryTargets;
import dev.exeat.engine.segment.SegmentSysctls;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A start that is only recorded: the agent makes and proves a segment in a network namespace of its own, which has no way out, and a
 * gateway that allows nothing serves it. It is what a container sandbox does at its start, on this host and without an engine.
 */
final class RecordedStart implements StartRecorder {
    private static final String NONCE = "5eed";

    private static final String GROUPS = "net.ipv4.ping_group_range";
    private static final boolean IPV6 = Files.isDirectory(Path.of("/proc/sys/net/ipv6/conf/lo"));

    @Override
    public void record(List<String> gateway, List<String> inside, Path folder) throws IOException {
        try (RecordedProgram agent =
                        new RecordedProgram(isolated(inside, folder.resolve("nobody")), folder.resolve("agent"));
                RecordedProgram server = new RecordedProgram(unprivileged(gateway), folder.resolve("gateway"))) {
            try (SegmentAgent segment = new SegmentAgent(agent.channel());
                    FdChannel _ = connect(server, segment, Files.createDirectory(folder.resolve("data")))) {
                segment.looks(IPV6);
                segment.prove(NONCE, new CanaryTargets("recorded", List.of(), List.of()), List.of());
                server.say("end 0\n");
            }
            agent.awaitEnd();
            server.awaitEnd();
        } catch (EngineException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /**
     * In a network of its own, never without: the agent programs the one that it finds itself in. Its switches are set as an engine sets
     * them; the agent looks whether they are. One names groups, and an ordinary user's namespace has none but his: there the kernel's
     * own value, which cannot be shown, is covered by its text.
     */
    private static List<String> isolated(List<String> command, Path nobody) throws IOException {
        Map<String, String> switches = SegmentSysctls.of(IPV6);
        Files.writeString(nobody, switches.get(GROUPS) + "\n");
        String script = switches.entrySet().stream()
                .filter(each -> !each.getKey().equals(GROUPS))
                .map(each -> "echo " + each.getValue() + " > " + file(each.getKey()) + "; ")
                .collect(Collectors.joining("", "mount --bind \"$0\" " + file(GROUPS) + "; ", "exec \"$@\""));
        List<String> isolated =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "--"));
        isolated.addAll(List.of("sh", "-c", script, nobody.toString()));
        isolated.addAll(command);
        return isolated;
    }

    private static String file(String sysctl) {
        return "/proc/sys/" + sysctl.replace('.', '/');
    }

    /** A gateway that stays who it is must not be root; the recording's folder stays its own. */
    private static List<String> unprivileged(List<String> command) {
        List<String> unprivileged =
                new ArrayList<>(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"));
        unprivileged.addAll(command);
        return unprivileged;
    }

    private static FdChannel connect(RecordedProgram server, SegmentAgent segment, Path data) throws IOException {
        Map<String, Descriptor> descriptors = segment.program(IPV6);
        server.say("sandbox recorded\ndirectory " + data + "\nnonce " + NONCE + "\ndescriptors " + descriptors.size()
                + "\n");
        FdChannel channel = server.channel();
        descriptors.forEach((tag, descriptor) -> {
            channel.send(tag, descriptor);
            descriptor.close();
        });
        server.say("serve\n");
        server.awaitReady();
        server.say("beat\n");
        return channel;
    }
}
