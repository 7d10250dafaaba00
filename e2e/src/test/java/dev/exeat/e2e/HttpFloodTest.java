package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that take as much of HTTP as they are given: the gateway stays small, and who asks in the ordinary way is answered meanwhile. */
@EndToEnd
class HttpFloodTest {
    private static final int PORT = 2012;
    private static final int MANY = 300;
    private static final int PIPELINED = 100_000;
    private static final int FRESH = 25;
    private static final Duration LONG = Duration.ofSeconds(240);
    // docs/limits.md has what was measured: less than half of this
    private static final long MOST_MIB = 400;
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII);

    /** What floods in the background, and a fresh request five times a second meanwhile. */
    private static final String CLIENT = """
            import asyncio, collections, socket, sys
            mode, host, port, count, fresh = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
            name = '%s:%d' % (host, port)
            answers, stood = collections.Counter(), asyncio.Event()
            began = 0

            def get(path, more='', to=None):
                return ('GET %s HTTP/1.1\\r\\nHost: %s\\r\\n%s\\r\\n' % (path, to or name, more)).encode()

            def standing():
                global began
                began += 1
                if began == count: stood.set()

            async def status(r):
                line = await r.readline()
                return line.split(b' ')[1].decode() if b' ' in line else 'end'

            async def opened():
                return await asyncio.open_connection(address, port)

            async def trickle(first):
                r, w = await opened()
                w.write(first); standing()
                answer = asyncio.ensure_future(status(r))
                while not answer.done():
                    await asyncio.wait([answer], timeout=1)
                    if not answer.done(): w.write(b'a')
                answers[answer.result()] += 1
                w.close()

            async def slowheads(): await trickle(b'GET / HTTP/1.1\\r\\nHost: x\\r\\nX: ')

            async def bombs():
                field = b'X-%03d: ' + b'b' * 240 + b'\\r\\n'
                await trickle(b'GET / HTTP/1.1\\r\\n' + b''.join(field % i for i in range(120)) + b'X: ')

            async def toolarge():
                for more in ('X: ' + 'b' * 40000 + '\\r\\n', 'X: b\\r\\n' * 200):
                    r, w = await opened()
                    w.write(get('/', more))
                    answers[await status(r)] += 1
                    w.close()
                standing()

            async def pipelined(to=None):
                r, w = await opened()
                async def write():
                    try:
                        for _ in range(count):
                            w.write(get('/', to=to)); await w.drain()
                    except ConnectionError: pass
                writing = asyncio.ensure_future(write())
                try:
                    while True:
                        one = await status(r)
                        if one == 'end': break
                        answers[one] += 1
                        if answers[one] == count: break
                        length = 0
                        while (line := await r.readline()) not in (b'\\r\\n', b''):
                            if line.lower().startswith(b'content-length:'): length = int(line.split(b':')[1])
                        await r.readexactly(length)
                except ConnectionError: answers['reset'] += 1
                writing.cancel(); w.close(); stood.set()

            async def denied(): await pipelined('elsewhere.test')

            async def halfclosed():
                r, w = await opened()
                w.write(get('/wait', 'Connection: close\\r\\n')); w.write_eof()
                standing()
                answers[await status(r)] += 1
                w.close()

            async def ask():
                r, w = await opened()
                w.write(get('/', 'Connection: close\\r\\n'))
                try: return await asyncio.wait_for(status(r), 10)
                finally: w.close()

            async def main():
                workers = 1 if mode in ('pipelined', 'denied') else count
                flood = [asyncio.ensure_future(globals()[mode]()) for _ in range(workers)]
                if workers > 1: await stood.wait()
                served = collections.Counter()
                for _ in range(fresh):
                    try: served[await ask()] += 1
                    except Exception as e: served[type(e).__name__] += 1
                    await asyncio.sleep(0.2)
                await stood.wait()
                print('standing; fresh', dict(served), flush=True)
                await asyncio.to_thread(sys.stdin.readline)
                await asyncio.gather(*flood)
                print('answers', dict(sorted(answers.items())), flush=True)
                await asyncio.to_thread(sys.stdin.readline)

            sys.stdin.readline()
            address = socket.gethostbyname(host)
            asyncio.run(main())
            """;

    private final Servers servers;
    private final AtomicLong requests = new AtomicLong();
    private final CountDownLatch release = new CountDownLatch(1);

    HttpFloodTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void service() {
        TcpService.start(servers.world().servers(), PORT, this::serve);
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream(), 65536);
        OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 65536);
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            requests.incrementAndGet();
            if (head.startsWith("GET /wait ")) {
                await();
            }
            out.write(OK);
            if (in.available() == 0) {
                out.flush();
            }
        }
        out.flush();
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    @Test
    void headsThatTrickleInEndAndFreshRequestsAreAnswered() throws IOException {
        assertThat(flood("slowheads", MANY)).isEqualTo("answers {'408': " + MANY + "}");
    }

    @Test
    @Tag("C-079")
    void headsUpToTheLimitAreHeldForAWhileOnly() throws IOException {
        assertThat(flood("bombs", MANY)).isEqualTo("answers {'408': " + MANY + "}");
    }

    @Test
    @Tag("C-079")
    void headsBeyondTheLimitAreRefused() throws IOException {
        assertThat(flood("toolarge", MANY)).isEqualTo("answers {'431': " + 2 * MANY + "}");
    }

    @Test
    void aHundredThousandPipelinedRequestsAreEachDecidedAndAnswered() throws IOException {
        long before = requests.get();
        assertThat(flood("pipelined", PIPELINED)).isEqualTo("answers {'200': " + PIPELINED + "}");
        assertThat(requests.get() - before).isEqualTo(PIPELINED + FRESH);
    }

    @Test
    void aDeniedRequestEndsTheConnectionAndNoneOfThoseBehindItLeaves() throws IOException {
        long before = requests.get();
        assertThat(flood("denied", PIPELINED)).isEqualTo("answers {'403': 1}");
        assertThat(requests.get() - before).isEqualTo(FRESH);
    }

    @Test
    void clientsThatHaveEndedAndStillWaitAreAnswered() throws IOException {
        assertThat(flood("halfclosed", MANY)).isEqualTo("answers {'200': " + MANY + "}");
    }

    /** The answers that the flood got. */
    private String flood(String mode, int count) throws IOException {
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("flood.py", CLIENT);
        String[] words = Exeat.sandboxArguments(
                mode,
                List.of("--allow", "tcp.allowed.test:" + PORT),
                "/usr/bin/python3",
                "flood.py",
                mode,
                "tcp.allowed.test",
                Integer.toString(PORT),
                Integer.toString(count),
                Integer.toString(FRESH));
        try (var run = exeat.start(words)) {
            run.awaitText("walls proven");
            var gateway = Host.gatewayOf(run.handle());
            long before = Host.mebibytes(gateway, "VmRSS");
            run.say("start");
            String standing = run.awaitOut(0, LONG);
            long under = Host.mebibytes(gateway, "VmRSS");
            long most = Host.mebibytes(gateway, "VmHWM");
            release.countDown();
            run.say("go");
            String answers = run.awaitOut(1, LONG);
            Running.pause(2000);
            long after = Host.mebibytes(gateway, "VmRSS");
            System.out.printf(
                    "%s: gateway %d MiB before, %d under, %d at most, %d after; %s; %s%n",
                    mode, before, under, most, after, standing, answers);
            run.say("end");
            assertThat(run.awaitEnd(LONG)).as(run.toString()).isZero();
            // who asks in the ordinary way is answered while all of this goes on
            assertThat(standing).isEqualTo("standing; fresh {'200': " + FRESH + "}");
            assertThat(most).isLessThan(MOST_MIB);
            return answers;
        }
    }
}
