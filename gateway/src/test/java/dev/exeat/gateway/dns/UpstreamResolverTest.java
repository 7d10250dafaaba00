package dev.exeat.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamResolverTest {
    private static final byte[] GOOD = {(byte) 192, 0, 2, 1};
    private static final byte[] FORGED = {(byte) 192, 0, 2, 66};
    private static final HostName API = HostName.parseWire("api.example").orElseThrow();
    private static EventLoopGroup loops;

    @BeforeAll
    static void startLoop() {
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterAll
    static void stopLoop() throws InterruptedException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static UpstreamResolver resolver(InetSocketAddress... servers) {
        return resolver(UpstreamServers.of(List.of(servers)));
    }

    private static UpstreamResolver resolver(UpstreamServers servers) {
        return new UpstreamResolver(loops.next(), servers, new SecureRandom(), System::nanoTime, new ServerHealth());
    }

    private static Resolution get(CompletableFuture<Resolution> future) throws Exception {
        return future.get(8, TimeUnit.SECONDS);
    }

    private static List<String> addresses(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Addresses.class);
        return ((Resolution.Addresses) resolution)
                .addresses().stream().map(IpAddress::toString).toList();
    }

    @Test
    void bothFamiliesAreAskedAtOnce() throws Exception {
        try (RealUpstream upstream = RealUpstream.saying(GOOD, 60)) {
            assertThat(addresses(get(resolver(upstream.address()).resolve(API))))
                    .containsExactly("192.0.2.1");
            assertThat(upstream.datagrams).hasSize(2);
        }
    }

    @Test
    @Tag("B-045")
    @Tag("B-039")
    void idsPortsAndCasePatternsAreDrawnAfreshForEveryQuestion() throws Exception {
        try (RealUpstream upstream = RealUpstream.saying(GOOD, 0)) {
            UpstreamResolver resolver = resolver(upstream.address());
            for (int i = 0; i < 200; i++) {
                get(resolver.ask(API, RecordType.A));
            }
            assertThat(upstream.datagrams).hasSize(200);
            assertThat(upstream.datagrams.stream()
                            .map(asked -> asked.message()[0] << 8 | asked.message()[1] & 0xff)
                            .distinct()
                            .count())
                    .isGreaterThan(190);
            assertThat(upstream.datagrams.stream()
                            .map(RealUpstream.Asked::port)
                            .distinct()
                            .count())
                    .isGreaterThan(150);
            assertThat(upstream.datagrams.stream()
                            .map(asked ->
                                    new String(asked.message(), 12, 12, java.nio.charset.StandardCharsets.US_ASCII))
                            .distinct()
                            .count())
                    .isGreaterThan(100);
        }
    }

    @Test
    @Tag("B-045")
    void aHundredForgedRepliesBeforeTheRealOneAreNotBelieved() throws Exception {
        Random random = new Random(1);
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query -> {
                List<byte[]> replies = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    byte[] forged = RealUpstream.a(query, FORGED, 60);
                    forged[0] ^= (byte) (1 + random.nextInt(255));
                    replies.add(forged);
                }
                replies.add(RealUpstream.a(query, GOOD, 60));
                return replies;
            });
            UpstreamResolver resolver = resolver(upstream.address());
            assertThat(addresses(get(resolver.ask(API, RecordType.A)))).containsExactly("192.0.2.1");
        }
    }

    @Test
    void aReplyWithAnotherCasePatternIsCheckedOverTcp() throws Exception {
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query -> {
                byte[] reply = RealUpstream.a(query, FORGED, 60);
                for (int i = 12; i < 24; i++) {
                    reply[i] ^= (byte) (Character.isLetter(reply[i]) ? 0x20 : 0);
                }
                return List.of(reply);
            });
            upstream.answerOverTcp(query -> List.of(RealUpstream.a(query, GOOD, 60)));
            assertThat(addresses(get(resolver(upstream.address()).ask(API, RecordType.A))))
                    .containsExactly("192.0.2.1");
        }
    }

    @Test
    void aTruncatedAnswerIsAskedForOverTcp() throws Exception {
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query -> List.of(Messages.reply(query, 0x8380, List.of(), List.of())));
            upstream.answerOverTcp(query -> List.of(RealUpstream.a(query, GOOD, 60)));
            assertThat(addresses(get(resolver(upstream.address()).ask(API, RecordType.A))))
                    .containsExactly("192.0.2.1");
            assertThat(upstream.streams).hasSize(1);
        }
    }

    @Test
    @Tag("B-038")
    @Tag("B-039")
    void nothingButTheNameAndTheTypeGoesOut() throws Exception {
        try (RealUpstream upstream = RealUpstream.saying(GOOD, 60)) {
            get(resolver(upstream.address()).ask(API, RecordType.A));
            byte[] message = upstream.datagrams.getFirst().message();
            assertThat(message).hasSize(12 + 13 + 4);
            assertThat(java.util.Arrays.copyOfRange(message, 2, 12))
                    .isEqualTo(Messages.hex("0100 0001 0000 0000 0000"));
        }
    }

    @Test
    void identicalQuestionsUnderWayAreOneQuestion() throws Exception {
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query -> {
                sleep(200);
                return List.of(RealUpstream.a(query, GOOD, 60));
            });
            UpstreamResolver resolver = resolver(upstream.address());
            List<CompletableFuture<Resolution>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(resolver.ask(API, RecordType.A));
            }
            for (CompletableFuture<Resolution> one : all) {
                assertThat(addresses(get(one))).containsExactly("192.0.2.1");
            }
            assertThat(upstream.datagrams).hasSize(1);
        }
    }

    @Test
    void anAnswerIsRememberedForItsTtlAndNoLonger() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (RealUpstream upstream = RealUpstream.saying(GOOD, 3_600)) {
            UpstreamResolver resolver = new UpstreamResolver(
                    loops.next(),
                    UpstreamServers.of(List.of(upstream.address())),
                    new SecureRandom(),
                    clock::get,
                    new ServerHealth());
            get(resolver.ask(API, RecordType.A));
            clock.addAndGet(Duration.ofSeconds(299).toNanos());
            get(resolver.ask(API, RecordType.A));
            assertThat(upstream.datagrams).hasSize(1);
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            get(resolver.ask(API, RecordType.A));
            assertThat(upstream.datagrams).hasSize(2);
        }
    }

    @Test
    void aTtlOfZeroIsAskedEveryTime() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query ->
                    List.of(RealUpstream.a(query, times.getAndIncrement() == 0 ? GOOD : new byte[] {127, 0, 0, 1}, 0)));
            UpstreamResolver resolver = resolver(upstream.address());
            assertThat(addresses(get(resolver.ask(API, RecordType.A)))).containsExactly("192.0.2.1");
            assertThat(addresses(get(resolver.ask(API, RecordType.A)))).containsExactly("127.0.0.1");
        }
    }

    @Test
    @Tag("B-074")
    void theNextServerIsAskedWhenOneRefusesOrIsNotThere() throws Exception {
        try (RealUpstream refusing = new RealUpstream();
                RealUpstream good = RealUpstream.saying(GOOD, 60)) {
            RealUpstream closed = new RealUpstream();
            refusing.answer(query -> List.of(Messages.reply(query, 0x8185, List.of(), List.of())));
            closed.close();
            UpstreamResolver resolver = resolver(closed.address(), refusing.address(), good.address());
            assertThat(addresses(get(resolver.ask(API, RecordType.A)))).containsExactly("192.0.2.1");
            assertThat(get(resolver(closed.address()).ask(API, RecordType.A)))
                    .isInstanceOfSatisfying(
                            Resolution.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Resolution.Failure.UNREACHABLE));
            assertThat(get(resolver(refusing.address()).ask(API, RecordType.A)))
                    .isEqualTo(new Resolution.Failed(
                            Resolution.Failure.BAD_ANSWER,
                            "127.0.0.1:" + refusing.address().getPort() + ": REFUSED"));
        }
    }

    @Test
    @Tag("B-074")
    void silenceEndsAfterFiveSeconds() throws Exception {
        try (RealUpstream silent = new RealUpstream()) {
            long start = System.nanoTime();
            assertThat(get(resolver(silent.address()).ask(API, RecordType.A)))
                    .isInstanceOfSatisfying(
                            Resolution.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Resolution.Failure.UNREACHABLE));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(7));
            assertThat(silent.datagrams).hasSize(3);
        }
    }

    @Test
    void withoutAServerNobodyIsAsked() throws Exception {
        assertThat(get(resolver().ask(API, RecordType.A)))
                .isEqualTo(new Resolution.Failed(Resolution.Failure.UNREACHABLE, "there is no name server to ask"));
    }

    @Test
    @Tag("B-046")
    void anOversizedOrBrokenAnswerIsAFailure() throws Exception {
        try (RealUpstream upstream = new RealUpstream()) {
            upstream.answer(query -> List.of(Messages.reply(query, 0x8380, List.of(), List.of())));
            upstream.answerOverTcp(query -> List.of(java.util.Arrays.copyOf(
                    Messages.reply(query, 0x8180, List.of(Messages.hex("c00c 0001 0001 00000009 ffff")), List.of()),
                    65_535)));
            assertThat(get(resolver(upstream.address()).ask(API, RecordType.A)))
                    .isInstanceOfSatisfying(
                            Resolution.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Resolution.Failure.BAD_ANSWER));
        }
    }

    @Test
    void theSystemsFilesAreReadAgainWhenTheyChange(@TempDir Path directory) throws IOException {
        AtomicLong clock = new AtomicLong();
        Path conf = directory.resolve("resolv.conf");
        Path hosts = directory.resolve("hosts");
        Files.writeString(conf, "# no\nsearch corp.lan\nnameserver 192.0.2.53\nnameserver fe80::1%1\nnameserver x\n");
        Files.writeString(hosts, "192.0.2.7 API.example alias # api2.example\n2001:db8::7 api.example\nx y\n");
        UpstreamServers system = UpstreamServers.system(conf, hosts, clock::get);
        assertThat(system.servers().getFirst()).isEqualTo(new InetSocketAddress("192.0.2.53", 53));
        assertThat(system.servers()).hasSize(2);
        assertThat(system.hosts(API)).hasToString("[192.0.2.7, 2001:db8::7]");
        assertThat(system.hosts(HostName.parseWire("api2.example").orElseThrow()))
                .isNull();
        Files.writeString(conf, "nameserver 192.0.2.54\n");
        assertThat(system.servers()).hasSize(2);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(system.servers()).containsExactly(new InetSocketAddress("192.0.2.54", 53));
    }

    @Test
    void aNameOfTheHostsFileIsNotAskedUpstream(@TempDir Path directory) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "192.0.2.7 api.example\n");
        UpstreamResolver resolver =
                resolver(UpstreamServers.system(directory.resolve("absent"), hosts, System::nanoTime));
        assertThat(addresses(get(resolver.resolve(API)))).containsExactly("192.0.2.7");
        assertThat(get(resolver.ask(API, RecordType.AAAA))).isInstanceOf(Resolution.NoData.class);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerThatSaysNothingIsCountedByTheQuestion() throws Exception {
        ServerHealth health = new ServerHealth();
        try (RealUpstream good = RealUpstream.saying(GOOD, 60)) {
            RealUpstream closed = new RealUpstream();
            closed.close();
            UpstreamResolver resolver = new UpstreamResolver(
                    loops.next(),
                    UpstreamServers.of(List.of(closed.address(), good.address())),
                    new SecureRandom(),
                    System::nanoTime,
                    health);
            for (String name : List.of("a.example", "b.example", "c.example")) {
                get(resolver.ask(HostName.parseWire(name).orElseThrow(), RecordType.A));
            }
            assertThat(health.troubles()).singleElement().satisfies(trouble -> {
                assertThat(trouble.server())
                        .isEqualTo("resolver 127.0.0.1:" + closed.address().getPort());
                assertThat(trouble.failed()).isEqualTo(3);
                assertThat(trouble.asked()).isEqualTo(3);
                assertThat(trouble.why()).isEqualTo("Connection refused");
            });
        }
    }

    @Test
    void aServerThatFailsNowAndThenIsNoTrouble() {
        ServerHealth health = new ServerHealth();
        health.failed("resolver 192.0.2.53", "no answer in time");
        assertThat(health.troubles())
                .containsExactly(new ServerHealth.Trouble("resolver 192.0.2.53", 1, 1, "no answer in time"));
        health.answered("resolver 192.0.2.53");
        assertThat(health.troubles()).hasSize(1);
        health.answered("resolver 192.0.2.53");
        assertThat(health.troubles()).isEmpty();
    }
}
