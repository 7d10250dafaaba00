package dev.exeat.e2e;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * The resolver outside: an authoritative server for scripted names that notes every question that reached it. Names
 * that nobody scripted do not exist (NXDOMAIN).
 */
final class DnsUpstream {
    /** A question as it came in: {@code raw} is the whole message, {@code port} the asker's. */
    record Question(String name, int type, String transport, int port, byte[] raw) {
        int id() {
            return (raw[0] & 0xff) << 8 | raw[1] & 0xff;
        }

        @Override
        public String toString() {
            return name + " " + type + " " + transport;
        }
    }

    private final Map<String, IntFunction<DnsAnswer>> zone = new ConcurrentHashMap<>();
    private final List<Question> questions = new CopyOnWriteArrayList<>();

    /** Serves port 53 of both addresses, over UDP and TCP. */
    static DnsUpstream start(Netns namespace, String... addresses) {
        var upstream = new DnsUpstream();
        for (String literal : addresses) {
            var address = new InetSocketAddress(InetAddress.ofLiteral(literal), 53);
            DatagramSocket udp = namespace.inside(() -> new DatagramSocket(address));
            ServerSocket tcp = namespace.inside(() -> new ServerSocket(address.getPort(), 64, address.getAddress()));
            Thread.ofPlatform().daemon().name("dns udp " + literal).start(() -> upstream.serve(udp));
            Thread.ofPlatform().daemon().name("dns tcp " + literal).start(() -> upstream.serve(tcp));
        }
        return upstream;
    }

    /** From now on {@code name} is answered by what {@code answer} gives for the question's type. */
    void script(String name, IntFunction<DnsAnswer> answer) {
        zone.put(name.toLowerCase(Locale.ROOT), answer);
    }

    /** From now on {@code name} has these addresses, of either family. */
    void host(String name, String... literals) {
        script(name, type -> DnsAnswer.addresses(name, ofFamily(type, literals)));
    }

    /** The literals that answer a question of this type: none but for A and AAAA. */
    static String[] ofFamily(int type, String... literals) {
        return Arrays.stream(literals)
                .filter(literal -> type == (literal.contains(":") ? DnsAnswer.AAAA : DnsAnswer.A))
                .toArray(String[]::new);
    }

    /** The questions for this name or one below it, in the order in which they came. */
    List<Question> questionsFor(String name) {
        return questions.stream()
                .filter(question ->
                        question.name().equals(name) || question.name().endsWith("." + name))
                .toList();
    }

    List<Question> questions() {
        return List.copyOf(questions);
    }

    private void serve(DatagramSocket socket) {
        var buffer = new byte[65535];
        while (true) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                byte[] response = answer(message, "udp", packet.getPort());
                if (response.length > 0) {
                    boolean fits = response.length <= 512;
                    byte[] sent = fits ? response : truncated(response);
                    socket.send(new DatagramPacket(sent, sent.length, packet.getSocketAddress()));
                }
            } catch (IOException | RuntimeException e) {
                System.err.println("dns upstream: " + e);
            }
        }
    }

    private static byte[] truncated(byte[] response) {
        byte[] head = Arrays.copyOf(response, questionEnd(response));
        head[2] |= 0x02; // TC
        Arrays.fill(head, 6, 12, (byte) 0);
        return head;
    }

    private void serve(ServerSocket socket) {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                Socket connection = socket.accept();
                pool.submit(() -> serve(connection));
            }
        } catch (IOException e) {
            System.err.println("dns upstream: " + e);
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new DataInputStream(connection.getInputStream());
            var out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] response = answer(in.readNBytes(in.readUnsignedShort()), "tcp", connection.getPort());
                if (response.length > 0) {
                    out.writeShort(response.length);
                    out.write(response);
                }
            }
        } catch (IOException e) {
            // the asker has closed: that is how it ends
        }
    }

    private byte[] answer(byte[] message, String transport, int port) {
        int end = questionEnd(message);
        int type = (message[end - 4] & 0xff) << 8 | message[end - 3] & 0xff;
        var question = new Question(name(message), type, transport, port, message);
        questions.add(question);
        DnsAnswer answer =
                zone.getOrDefault(question.name(), any -> DnsAnswer.failed(3)).apply(type);
        return answer.silent() ? new byte[0] : answer.response(message, end);
    }

    private static int questionEnd(byte[] message) {
        int at = 12;
        while (message[at] != 0) {
            at += message[at] + 1;
        }
        return at + 5;
    }

    private static String name(byte[] message) {
        var name = new StringBuilder();
        for (int at = 12; message[at] != 0; at += message[at] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(message, at + 1, message[at], StandardCharsets.ISO_8859_1));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
