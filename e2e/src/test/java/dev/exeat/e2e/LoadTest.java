package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many connections at once, slow ones and half-closed ones: every byte arrives, and the gateway stays small. */
@EndToEnd
class LoadTest {
    private static final int MIB = 1 << 20;
    private static final int SOURCE = 2010;
    private static final int LAST_WORD = 2011;
    private static final int SLOW = 500;
    private static final int PARALLEL = 200;
    private static final long EACH = 8L * MIB;
    private static final Duration LONG = Duration.ofSeconds(120);
    // docs/limits.md has what was measured: half of these
    private static final long MOST_MIB = 400;
    private static final long EACH_MOST_KIB = 256;

    private static final String CLIENT = """
            import asyncio, socket, sys
            mode, host, port, connections, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
            block = open('block', 'rb').read()
            twice = block + block

            def expected(offset, count):
                at = offset % len(block)
                return twice[at:at + count]

            async def matching(r, offset, end):
                while offset < end:
                    got = await r.read(min(65536, end - offset))
                    if not got or got != expected(offset, len(got)): return offset
                    offset += len(got)
                return offset

            async def send(w):
                for offset in range(0, size, len(block)):
                    w.write(block[:size - offset]); await w.drain()
                w.write_eof()

            async def slow(go):
                r, w = await asyncio.open_connection(address, port)
                offset = await matching(r, 0, 1024)
                started.append(offset)
                while not go.is_set():
                    await asyncio.sleep(1)
                    offset = await matching(r, offset, offset + 1024)
                return await matching(r, offset, size) == size and await r.read() == b''

            async def echo(go):
                r, w = await asyncio.open_connection(address, port)
                sending = asyncio.create_task(send(w))
                right = await matching(r, 0, size) == size
                await sending
                return right and await r.read() == b'\\nthat was %d\\n' % size

            async def lastword(go):
                r, w = await asyncio.open_connection(address, port)
                ended = await r.read() == b'your turn\\n'
                await send(w)
                return ended

            async def main():
                go = asyncio.Event()
                tasks = [asyncio.create_task(globals()[mode](go)) for _ in range(connections)]
                if mode == 'slow':
                    while len(started) < connections: await asyncio.sleep(0.1)
                    print('all started', flush=True)
                    await asyncio.to_thread(sys.stdin.readline)
                    go.set()
                results = await asyncio.gather(*tasks, return_exceptions=True)
                print('right', results.count(True), 'wrong', [r for r in results if r is not True][:3], flush=True)

            sys.stdin.readline()
            started = []
            address = socket.gethostbyname(host)
            asyncio.run(main())
            """;

    private final Servers servers;
    private final byte[] block = new byte[64 * 1024];
    private final AtomicLong sourced = new AtomicLong();
    private final AtomicLong lastWords = new AtomicLong();
    private long mostMib;

    LoadTest(Servers servers) {
        this.servers = servers;
        new Random(1).nextBytes(block);
    }

    @BeforeAll
    void services() {
        TcpService.start(servers.world().servers(), SOURCE, this::source);
        TcpService.start(servers.world().servers(), LAST_WORD, this::lastWord);
    }

    @Test
    @Tag("F-004")
    void fiveHundredSlowReadersCostTheGatewayLittleAndGetEveryByte() throws IOException {
        try (var run = client("slow", SOURCE, SLOW, EACH)) {
            var gateway = Host.gatewayOf(run.handle());
            long before = Host.mebibytes(gateway, "VmRSS");
            run.say("start");
            run.awaitText("all started");
            Running.pause(6000);
            long standing = Host.mebibytes(gateway, "VmRSS");
            long taken = sourced.get();
            run.say("go");
            end(run, SLOW);
            System.out.printf(
                    "gateway alone %d MiB, with %d slow readers %d, at most %d; taken from the servers meanwhile %d%n",
                    before, SLOW, standing, mostMib, taken / MIB);
            assertThat(standing - before).isLessThan(SLOW * EACH_MOST_KIB / 1024);
            assertThat(taken).isLessThan(SLOW * EACH * 3 / 4);
        }
    }

    @Test
    void twoHundredConnectionsThatAreHalfClosedByTheClientGetEveryByteBack() throws IOException {
        try (var run = client("echo", Places.ECHO, PARALLEL, 4L * MIB)) {
            run.say("start");
            end(run, PARALLEL);
            System.out.printf("gateway with %d echoes at most %d MiB%n", PARALLEL, mostMib);
            assertThat(mostMib).isLessThan(MOST_MIB);
        }
    }

    @Test
    void twoHundredConnectionsThatAreHalfClosedByTheServerCarryEveryByteUp() throws IOException {
        try (var run = client("lastword", LAST_WORD, PARALLEL, MIB)) {
            run.say("start");
            end(run, PARALLEL);
        }
        long all = (long) PARALLEL * MIB;
        for (int i = 0; i < 50 && lastWords.get() < all; i++) {
            Running.pause(100);
        }
        assertThat(lastWords.get()).isEqualTo(all);
    }

    private Running client(String mode, int port, int connections, long size) {
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("load.py", CLIENT);
        exeat.write("block", block);
        var run = exeat.start(Exeat.sandboxArguments(
                mode,
                List.of("--allow", "tcp://tcp.allowed.test:" + port),
                "/usr/bin/python3",
                "load.py",
                mode,
                "tcp.allowed.test",
                Integer.toString(port),
                Integer.toString(connections),
                Long.toString(size)));
        run.awaitText("walls proven");
        return run;
    }

    private void end(Running run, int connections) throws IOException {
        var gateway = Host.gatewayOf(run.handle());
        mostMib = 0;
        while (run.isAlive() && run.out().stream().noneMatch(line -> line.startsWith("right "))) {
            mostMib = Math.max(mostMib, Host.mebibytes(gateway, "VmHWM"));
            Running.pause(100);
        }
        int status = run.awaitEnd(LONG);
        assertThat(run.out()).as(run.toString()).contains("right " + connections + " wrong []");
        assertThat(status).isZero();
        assertThat(run.err().getLast()).contains(connections + " connections allowed, 0 denied");
    }

    private void source(Socket connection) throws IOException {
        for (long sent = 0; sent < EACH; sent += block.length) {
            connection.getOutputStream().write(block);
            sourced.addAndGet(block.length);
        }
    }

    private void lastWord(Socket connection) throws IOException {
        connection.getOutputStream().write("your turn\n".getBytes(UTF_8));
        connection.shutdownOutput();
        var buffer = new byte[65536];
        long at = 0;
        for (int n; (n = connection.getInputStream().read(buffer)) > 0; at += n) {
            if (matches(buffer, n, at)) {
                lastWords.addAndGet(n);
            }
        }
    }

    private boolean matches(byte[] buffer, int count, long offset) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] != block[(int) ((offset + i) % block.length)]) {
                return false;
            }
        }
        return true;
    }
}
