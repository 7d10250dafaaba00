package dev.exeat.engine.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The routes are as planned: IPv4's main table is empty, every IPv6 route ends at {@code lo}, and with a gateway all addresses are local.
 *
 * @param walls what is planned
 */
record RouteProbe(SegmentWalls walls) implements Probe {
    private static final Path NET = Path.of("/proc/thread-self/net");
    private static final String ALL_ZERO = "0".repeat(32);
    private static final String UNREACHABLE_METRIC = "ffffffff";
    private static final int FIELDS6 = 10;

    @Override
    public String id() {
        return "routes";
    }

    @Override
    public String prove() throws IOException, BreachException {
        List<String> main4 = Files.readAllLines(NET.resolve("route"));
        if (main4.size() > 1) {
            throw new BreachException("an unplanned IPv4 route: " + main4.get(1).strip());
        }
        boolean local4 = Files.readString(NET.resolve("fib_trie")).contains("/0 host LOCAL");
        boolean local6 = checkIpv6();
        if (local4 != walls.gateway() || local6 != (walls.gateway() && walls.ipv6())) {
            throw new BreachException("addresses are local: IPv4 " + local4 + ", IPv6 " + local6);
        }
        return walls.gateway() ? "every address is local" : "no route";
    }

    private static boolean checkIpv6() throws IOException, BreachException {
        Path table = NET.resolve("ipv6_route");
        boolean everything = false;
        for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length != FIELDS6 || !fields[FIELDS6 - 1].equals("lo")) {
                throw new BreachException("an unplanned IPv6 route: " + line.strip());
            }
            everything |= fields[0].equals(ALL_ZERO) && fields[1].equals("00") && !fields[5].equals(UNREACHABLE_METRIC);
        }
        return everything;
    }
}
