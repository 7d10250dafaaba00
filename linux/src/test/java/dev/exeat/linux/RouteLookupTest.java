package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RouteLookupTest {
    private static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    @Test
    void loopbackIsLocalInBothFamilies() {
        try (RouteLookup lookup = RouteLookup.open()) {
            assertThat(lookup.kind(bytes("127.0.0.1"))).isEqualTo(RouteLookup.Kind.LOCAL);
            assertThat(lookup.kind(bytes("127.8.9.10"))).isEqualTo(RouteLookup.Kind.LOCAL);
            assertThat(lookup.kind(bytes("::1"))).isEqualTo(RouteLookup.Kind.LOCAL);
        }
    }

    @Test
    void groupsAndBroadcastAreNotSomewhereElse() {
        try (RouteLookup lookup = RouteLookup.open()) {
            assertThat(lookup.kind(bytes("255.255.255.255"))).isNotEqualTo(RouteLookup.Kind.UNICAST);
            assertThat(lookup.kind(bytes("0.0.0.0"))).isNotEqualTo(RouteLookup.Kind.UNICAST);
        }
    }

    @Test
    @Tag("D-016")
    void anAddressThatTheHostGetsIsLocalAtOnceAndUntilItIsGone() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can make a network namespace");
        try (NamespaceThread namespace = NamespaceThread.create("route-lookup")) {
            ip(namespace, "link set lo up");
            try (RouteLookup lookup = namespace.call(RouteLookup::open)) {
                assertThat(lookup.kind(bytes("192.0.2.77"))).isEqualTo(RouteLookup.Kind.NONE);
                ip(namespace, "address add 192.0.2.77/32 dev lo");
                assertThat(lookup.kind(bytes("192.0.2.77"))).isEqualTo(RouteLookup.Kind.LOCAL);
                ip(namespace, "address del 192.0.2.77/32 dev lo");
                assertThat(lookup.kind(bytes("192.0.2.77"))).isEqualTo(RouteLookup.Kind.NONE);
                ip(namespace, "-6 address add 2001:db8::77/128 dev lo nodad");
                assertThat(lookup.kind(bytes("2001:db8::77"))).isEqualTo(RouteLookup.Kind.LOCAL);
            }
        }
    }

    @Test
    void anAddressBehindARouterIsSomewhereElse() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can make a network namespace");
        try (NamespaceThread namespace = NamespaceThread.create("route-lookup")) {
            ip(namespace, "link set lo up");
            ip(namespace, "link add uplink type veth peer name other");
            ip(namespace, "address add 192.0.2.1/24 dev uplink");
            ip(namespace, "link set uplink up");
            ip(namespace, "link set other up");
            ip(namespace, "route add default via 192.0.2.254");
            try (RouteLookup lookup = namespace.call(RouteLookup::open)) {
                assertThat(lookup.kind(bytes("203.0.113.9"))).isEqualTo(RouteLookup.Kind.UNICAST);
                assertThat(lookup.kind(bytes("192.0.2.1"))).isEqualTo(RouteLookup.Kind.LOCAL);
                assertThat(lookup.kind(bytes("192.0.2.255"))).isEqualTo(RouteLookup.Kind.BROADCAST);
                assertThat(lookup.kind(bytes("224.0.0.1"))).isEqualTo(RouteLookup.Kind.MULTICAST);
            }
        }
    }

    private static void ip(NamespaceThread namespace, String arguments) {
        namespace.run(() -> {
            var words = new java.util.ArrayList<>(java.util.List.of("ip"));
            words.addAll(java.util.List.of(arguments.split(" ")));
            assertThat(Spawn.of(words).descriptor(2, 2).start().waitFor().success())
                    .as("ip " + arguments)
                    .isTrue();
        });
    }
}
