package dev.exeat.engine.segment;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP and a UDP port that really listen on every address of the host: what is tried against them from inside the segment, and fails,
 * shows a wall, for the same is first seen to work from outside.
 *
 * <p>Made, read and closed on a thread in the host's network.
 */
public final class HostCanary implements AutoCloseable {
    private static final int WORD = 36;

    private final ServerSocket stream;
    private final DatagramSocket datagram;
    private final String word = UUID.randomUUID().toString();
    private final AtomicInteger sung = new AtomicInteger();
    private final List<InetAddress> proven = new ArrayList<>();

    /** Listens, and is heard from outside at each address of the host that answers. */
    public HostCanary() throws IOException {
        stream = new ServerSocket(0);
        datagram = new DatagramSocket(0);
        datagram.setSoTimeout(0);
        Thread.ofPlatform().daemon().name("canary-tcp").start(this::sing);
        Thread.ofPlatform().daemon().name("canary-udp").start(this::echo);
        try {
            proveFromOutside();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where a probe from inside tries, and what it sends. */
    public CanaryTargets targets() {
        return new CanaryTargets(word, at(stream.getLocalPort()), at(datagram.getLocalPort()));
    }

    private List<InetSocketAddress> at(int port) {
        return proven.stream().map(a -> new InetSocketAddress(a, port)).toList();
    }

    /** How many bytes with the word have arrived since the proof from outside. */
    public int heard() {
        return sung.get();
    }

    private void proveFromOutside() throws IOException {
        for (InetAddress address : addresses()) {
            if (streamAnswers(address) && datagramIsHeard(address)) {
                proven.add(address);
            }
        }
        sung.set(0);
        if (proven.isEmpty()) {
            throw new IOException("no address of the host answers even from outside");
        }
    }

    private static List<InetAddress> addresses() throws IOException {
        List<InetAddress> all = new ArrayList<>();
        Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
        while (interfaces.hasMoreElements()) {
            interfaces.nextElement().inetAddresses().forEach(all::add);
        }
        return all;
    }

    private boolean streamAnswers(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(Probe.PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address, stream.getLocalPort()), Probe.PATIENCE_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** That it is heard is enough: where a host masquerades its own addresses, as Docker's does, the answer comes from another one. */
    private boolean datagramIsHeard(InetAddress address) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        int before = sung.get();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(address, datagram.getLocalPort()));
            socket.send(new DatagramPacket(bytes, bytes.length));
            return heardAfter(before);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean heardAfter(int before) {
        long end = System.nanoTime() + Duration.ofMillis(Probe.PATIENCE_MILLIS).toNanos();
        while (sung.get() <= before && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        return sung.get() > before;
    }

    private void sing() {
        while (!stream.isClosed()) {
            try (Socket caller = stream.accept()) {
                caller.setSoTimeout(Probe.PATIENCE_MILLIS);
                count(caller.getInputStream().readNBytes(WORD));
                caller.getOutputStream().write('c');
            } catch (IOException e) {
                // closed, or a caller that went away
            }
        }
    }

    private void echo() {
        while (!datagram.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[WORD], WORD);
                datagram.receive(packet);
                count(packet.getData());
                datagram.send(packet);
            } catch (IOException e) {
                // closed, or an answer that nobody takes
            }
        }
    }

    private void count(byte[] heard) {
        if (new String(heard, StandardCharsets.US_ASCII).equals(word)) {
            sung.incrementAndGet();
        }
    }

    @Override
    public void close() {
        datagram.close();
        try {
            stream.close();
        } catch (IOException e) {
            // nothing can be done, and the JVM's end closes it
        }
    }
}
