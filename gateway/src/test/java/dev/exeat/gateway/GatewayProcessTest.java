package dev.exeat.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.JournalReader;
import dev.exeat.gateway.audit.Verification;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.Spawn;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's real process, with sockets of the test's own in place of a sandbox's. */
@Timeout(120)
class GatewayProcessTest {
    private static final int NXDOMAIN = 3;
    private static final int SERVFAIL = 2;

    @TempDir
    Path directory;

    private final Map<String, Descriptor> sockets = new TreeMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Descriptors.Pipe in;
    private FdChannel channel;
    private Child gateway;
    private int dns;
    private int capture;

    @BeforeEach
    void openSockets() {
        InetSocketAddress v4 = new InetSocketAddress("127.0.0.1", 0);
        for (String tag : List.of("capture4", "capture6", "dns-tcp4", "dns-tcp6")) {
            sockets.put(tag, Sockets.listener(v4));
        }
        for (String tag : List.of("dns-udp4", "dns-udp6")) {
            sockets.put(tag, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0));
            Sockets.bind(sockets.get(tag), v4);
        }
        sockets.put("nflog", Sockets.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, 0));
        dns = Sockets.localAddress(sockets.get("dns-udp4")).getPort();
        capture = Sockets.localAddress(sockets.get("capture4")).getPort();
    }

    @AfterEach
    void end() {
        if (gateway != null) {
            in.writeEnd().close();
            gateway.waitFor();
        }
        sockets.values().forEach(Descriptor::close);
    }

    private void start(Integer uid) throws Exception {
        in = Descriptors.pipe();
        Descriptors.Pipe out = Descriptors.pipe();
        FdChannel.Pair pair = FdChannel.pair();
        channel = pair.ours();
        gateway = Spawn.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.exeat.gateway.GatewayMain")
                .descriptor(0, in.readEnd().number())
                .descriptor(1, out.writeEnd().number())
                .descriptor(2, 2)
                .descriptor(3, pair.theirs().socket().number())
                .start();
        in.readEnd().close();
        out.writeEnd().close();
        pair.theirs().socket().close();
        Thread.ofPlatform().daemon().start(() -> listen(out.readEnd()));
        for (String line : config(uid).render()) {
            say(line);
        }
        say("descriptors " + sockets.size());
        sockets.forEach((tag, socket) -> channel.send(tag, socket));
        say("serve");
        await().atMost(Duration.ofSeconds(40)).until(() -> heard.contains("ready"));
    }

    private GatewayConfig config(Integer uid) {
        return new GatewayConfig(
                "calm-otter",
                directory,
                new PolicySources(
                        List.of(), new PolicyFlags(null, List.of("api.example.test"), List.of(), List.of(), List.of())),
                List.of(),
                null,
                "5eed",
                uid);
    }

    private void listen(Descriptor from) {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (Descriptors.read(from, one, 0, 1) > 0) {
            if (one[0] == '\n') {
                heard.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) one[0]);
            }
        }
    }

    private void say(String line) {
        Descriptors.write(in.writeEnd(), (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The response code for an A question. */
    private int ask(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream query = new DataOutputStream(bytes);
        query.writeLong(0x1234_0100_0001_0000L);
        query.writeInt(0);
        for (String label : name.split("\\.")) {
            query.writeByte(label.length());
            query.writeBytes(label);
        }
        query.writeByte(0);
        query.writeInt(0x0001_0001);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5000);
            socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), new InetSocketAddress("127.0.0.1", dns)));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return answer.getData()[3] & 15;
        }
    }

    private List<AuditRecord> records() throws IOException {
        List<AuditRecord> records = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(directory.resolve("audit.jsonl"))) {
            for (var line = reader.next(); line != null; line = reader.next()) {
                records.add(((JournalReader.Line.Whole) line).record());
            }
        }
        return records;
    }

    private boolean isReset() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", capture)) {
            socket.setSoTimeout(5000);
            socket.getInputStream().read();
            return false;
        } catch (SocketException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }

    @Test
    void aRunFromReadyToTheEndIsJournalledAndSummedUp() throws Exception {
        start(rootUid());
        say("beat");
        assertThat(ask("probe.exeat.internal")).isZero();
        assertThat(ask("before.example.test")).isEqualTo(NXDOMAIN);
        say("probe name-ipv4 pass the gateway answers");
        await().until(() -> records().stream().anyMatch(r -> r.event() == Event.PROBE));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("cdn.example.test")).isEqualTo(NXDOMAIN);
        }
        say("begin 4");
        await().until(() -> heard.contains("begun 4"));
        assertThat(records().getLast())
                .satisfies(record -> assertThat(record.name()).isEqualTo("proved"));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("cdn.example.test")).isEqualTo(NXDOMAIN);
        }
        say("end 7");
        assertThat(gateway.waitFor().success()).isTrue();
        await().until(() -> heard.contains("done"));
        assertThat(heard)
                .as("what was before the command began is not the command's")
                .containsExactly("ready", "begun 4", "summary 0 3", "denied cdn.example.test 3 not-allowed", "done");
        assertThat(JournalReader.verify(directory.resolve("audit.jsonl")))
                .isInstanceOfSatisfying(
                        Verification.Intact.class,
                        intact -> assertThat(intact.ended()).isTrue());
        AuditRecord last = records().getLast();
        assertThat(last.event()).isEqualTo(Event.END);
        List<AuditRecord> all = records();
        int proved = all.stream().map(AuditRecord::name).toList().indexOf("proved");
        assertThat(denials(all.subList(0, proved)))
                .as("what was only counted before the command began is not put down to it")
                .isEqualTo(3);
        assertThat(denials(all.subList(proved, all.size()))).isEqualTo(3);
    }

    private static long denials(List<AuditRecord> records) {
        return records.stream()
                .filter(r -> r.name().equals("cdn.example.test"))
                .mapToLong(AuditRecord::count)
                .sum();
    }

    @Test
    @Tag("E-015")
    void aChangedPolicyIsTakenWholeOrNotAtAll() throws Exception {
        start(rootUid());
        say("beat");
        assertThat(ask("new.example.test")).isEqualTo(NXDOMAIN);
        say("document policy.yaml\ntext version: 1\ntext egress: { allow: [new.example.test], deny: [a..b] }\nadopt 1");
        await().until(() -> heard.stream().anyMatch(line -> line.startsWith("refused 1 policy.yaml:2:45: error: ")));
        assertThat(ask("new.example.test")).isEqualTo(NXDOMAIN);
        say("document policy.yaml\ntext version: 1\ntext limits: { connections: 1 }\nadopt 2");
        await().until(() ->
                heard.stream().anyMatch(line -> line.startsWith("refused 2 'limits.connections' cannot change")));
        say("document policy.yaml\ntext version: 1\ntext egress: { deny: [probe.test] }\nadopt 3");
        await().until(() -> heard.contains("adopted 3"));
        // without an upstream an allowed name fails, and a denied one does not exist
        assertThat(ask("probe.test")).isEqualTo(NXDOMAIN);
        say("unfit policy.yaml:1:1: error: something");
        await().until(() ->
                records().stream().filter(r -> r.event() == Event.POLICY).count() == 4);
        assertThat(records())
                .filteredOn(r -> r.event() == Event.POLICY)
                .extracting(AuditRecord::verdict)
                .containsExactly("fail", "fail", "pass", "fail");
        assertThat(records())
                .filteredOn(r -> r.event() == Event.POLICY)
                .element(2)
                .extracting(AuditRecord::detail)
                .asString()
                .matches("sha256:[0-9a-f]{64}, profile strict, 1 allowed, 1 denied");
    }

    private static Integer rootUid() {
        return System.getProperty("user.name").equals("root") ? 61234 : null;
    }

    @Test
    void theEndOfTheControlInputIsTheEndOfTheGateway() throws Exception {
        start(rootUid());
        in.writeEnd().close();
        assertThat(gateway.waitFor().code()).isEqualTo(1);
        assertThat(records().getLast().event()).isEqualTo(Event.END);
        assertThat(records().getLast().detail()).isEqualTo("orphaned");
    }

    private void signal(String which) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + which, Integer.toString(gateway.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void connectionsThatStillWaitToBeAcceptedWhenTheSandboxHasEndedAreDecidedAndCounted() throws Exception {
        start(rootUid());
        say("beat");
        int most = 400;
        List<Socket> waiting = new ArrayList<>();
        signal("STOP");
        try {
            for (int i = 0; i < most; i++) {
                waiting.add(new Socket("127.0.0.1", capture));
            }
            say("drain");
            say("end 0");
        } finally {
            signal("CONT");
        }
        assertThat(gateway.waitFor().success()).isTrue();
        await().until(() -> heard.contains("done"));
        assertThat(heard).contains("summary 0 " + most);
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    @Test
    void withoutAHeartbeatEverythingIsDeniedAfterFiveSeconds() throws Exception {
        start(rootUid());
        say("beat");
        assertThat(ask("probe.exeat.internal")).isZero();
        await().atMost(Duration.ofSeconds(8)).until(() -> ask("probe.exeat.internal") == SERVFAIL);
        assertThat(isReset()).isTrue();
        say("beat");
        await().until(() -> ask("probe.exeat.internal") == 0);
    }

    @Test
    @Tag("D-061")
    void everyThreadHasGivenUpItsPrivileges() throws Exception {
        assumeTrue(rootUid() != null, "only root has privileges to give up");
        start(rootUid());
        Path process = Path.of("/proc", Integer.toString(gateway.pid()));
        try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                List<String> status = Files.readAllLines(thread.resolve("status"));
                assertThat(status)
                        .contains("Uid:\t61234\t61234\t61234\t61234", "Gid:\t61234\t61234\t61234\t61234")
                        .contains("Groups:\t ", "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000")
                        .contains("NoNewPrivs:\t1", "Seccomp:\t2");
            }
        }
        assertThat(Files.getOwner(process.resolve("mem")).getName()).isEqualTo("root");
        assertThat(ask("probe.exeat.internal")).isZero();
    }

    @Test
    @Tag("E-009")
    void aJournalThatIsRemovedWhileItRunsIsAFaultAndADenial() throws Exception {
        start(rootUid());
        say("beat");
        assertThat(ask("probe.exeat.internal")).isZero();
        Files.delete(directory.resolve("audit.jsonl"));
        assertThat(ask("probe.exeat.internal")).isEqualTo(SERVFAIL);
        await().until(() -> heard.contains("fault the journal cannot be written: the file was removed or replaced"));
    }

    @Test
    void theLimitOnOpenFilesBoundsTheConnections() {
        assertThat(OpenFiles.connections("256")).isEqualTo(53);
        assertThat(OpenFiles.connections("unlimited")).isEqualTo(Integer.MAX_VALUE);
    }
}
