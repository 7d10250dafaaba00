package dev.exeat.gateway;

import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.flow.Tally;
import dev.exeat.linux.FdChannel;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.EffectivePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's process. Control lines come on descriptor 0 and go out on 1, descriptors on 3; in a container, where nothing is inherited,
 * both come by the sockets of the folder that is its argument. The end of the control lines is the end of the gateway.
 */
public final class GatewayMain {
    private static final int SHOWN_DENIALS = 20;
    private static final int ORPHANED = 1;
    private static final int FAILED = 125;

    private final Control control;
    private final ControlInput in;
    private final ControlOutput out;
    private int descriptors;

    private GatewayMain(Control control) {
        this.control = control;
        this.in = control.in();
        this.out = control.out();
    }

    public static void main(String[] args) {
        GatewayMain main = new GatewayMain(args.length == 0 ? Control.inherited() : Control.of(Path.of(args[0])));
        int status = FAILED;
        try {
            status = main.run();
        } catch (IOException | RuntimeException | Error e) {
            main.fail(e);
        }
        // at once: nothing may go on behind a gateway that has ended
        Runtime.getRuntime().halt(status);
    }

    private void fail(Throwable e) {
        out.say("fault " + e.getMessage());
        System.err.println("exeat gateway: " + e.getMessage());
        if (!(e instanceof IOException)) {
            e.printStackTrace();
        }
    }

    private int run() throws IOException {
        List<String> lines = configuration();
        if (lines == null) {
            return ORPHANED;
        }
        GatewayConfig config = value(GatewayConfig.parse(lines));
        EffectivePolicy policy = value(config.policy());
        Gateway gateway = Gateway.open(config, policy, fault -> out.say("fault " + fault));
        FdChannel channel = control.channel();
        HandedDescriptors handed = HandedDescriptors.receive(channel, descriptors);
        openClassPath();
        Confinement.apply(config.uid(), control.isParents());
        Heartbeat heartbeat = new Heartbeat(System::nanoTime);
        gateway.serve(handed, channel, heartbeat::isAlive, control.isParents());
        control.serving();
        out.say("ready");
        return obey(gateway, heartbeat, new PolicyOrders(config.sources().flags(), policy, gateway, out));
    }

    /** The lines before {@code serve}; null when the input ended. */
    private @Nullable List<String> configuration() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.next(); line != null; line = in.next()) {
            if (line.equals("serve")) {
                return lines;
            }
            if (line.startsWith("descriptors ")) {
                descriptors = count(line.substring("descriptors ".length()), HandedDescriptors.MOST);
            } else {
                lines.add(line);
            }
        }
        return null;
    }

    private static int count(String digits, int most) throws IOException {
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
            throw new IOException("'" + digits + "' is not a number from 0 to " + most);
        }
        return Integer.parseInt(digits);
    }

    private static <T> T value(Parsed<T> parsed) throws IOException {
        return switch (parsed) {
            case Parsed.Ok<T>(T value) -> value;
            case Parsed.Bad<T>(List<Problem> problems) -> throw new IOException(Problem.lines(problems));
        };
    }

    /** Classes are loaded as they are needed, perhaps by a user who may not open the archives any more. */
    private static void openClassPath() throws IOException {
        Collections.list(GatewayMain.class.getClassLoader().getResources("META-INF/MANIFEST.MF"));
    }

    private int obey(Gateway gateway, Heartbeat heartbeat, PolicyOrders orders) throws IOException {
        for (String line = in.next(); line != null; line = in.next()) {
            if (orders.take(line)) {
                continue;
            }
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "beat" -> heartbeat.beat();
                case "host-addresses" -> hostAddresses(gateway, line);
                case "probe" -> probed(gateway, words);
                case "begin" -> {
                    gateway.begin();
                    out.say("begun " + (words.length > 1 ? words[1] : ""));
                }
                case "drain" -> gateway.drain();
                case "end" -> {
                    summarise(gateway, gateway.end(count(words.length > 1 ? words[1] : "", 255), ""));
                    return 0;
                }
                default -> throw new IOException("'" + words[0] + "' is not a word of the control channel");
            }
        }
        gateway.end(ORPHANED, "orphaned");
        return ORPHANED;
    }

    private static void hostAddresses(Gateway gateway, String line) throws IOException {
        Set<IpAddress> told = new HashSet<>();
        for (String word : line.substring("host-addresses".length()).strip().split(" ")) {
            told.add(value(IpAddress.parse(word)));
        }
        gateway.hostAddresses(told);
    }

    private static void probed(Gateway gateway, String[] words) throws IOException {
        if (words.length < 3) {
            throw new IOException("a probe has a name and a verdict");
        }
        gateway.probed(words[1], words[2], words.length > 3 ? words[3] : "");
    }

    private void summarise(Gateway gateway, Tally tally) {
        out.say("summary " + tally.allowedCount() + " " + tally.deniedCount());
        for (Tally.Denial denial : tally.mostDenied(SHOWN_DENIALS)) {
            String port = denial.port() == 0 ? "" : ":" + denial.port();
            String name = denial.name().contains(":") && !port.isEmpty() ? "[" + denial.name() + "]" : denial.name();
            out.say("denied " + name.replace(' ', '_') + port + " " + denial.count() + " " + denial.reason());
        }
        gateway.troubles()
                .forEach(trouble -> out.say("trouble " + trouble.server() + " " + trouble.failed() + " "
                        + trouble.asked() + " " + trouble.why()));
        Journal.Lost lost = gateway.lost();
        if (lost.records() > 0) {
            out.say("unrecorded " + lost.records() + " " + lost.why());
        }
        out.say("done");
    }
}
