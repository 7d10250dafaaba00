package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
    /** The host of these tests has one public and one private address. */
    private static final LocalAddresses OWN =
            address -> List.of("9.9.9.10", "192.168.7.1", "2620:fe::10").contains(address.toString());

    private static Decision screen(String policy, String flow, String addresses) {
        Policy parsed = PolicyTest.policy(policy);
        Flow to = PolicyTest.flow(flow);
        List<IpAddress> found = Arrays.stream(addresses.split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> IpAddress.parse(text).orElseThrow())
                .toList();
        return parsed.screen(to, parsed.decide(to), found, OWN);
    }

    @ParameterizedTest(name = "{0}, {1} at {2}")
    @CsvSource(delimiter = '|', textBlock = """
            strict +a.example       | a.example:443 | 8.8.8.8                | allowed
            strict +a.example       | a.example:443 | 8.8.8.8 2a00::1        | allowed
            strict +a.example       | a.example:443 | ''                     | no-address
            strict                  | a.example:443 | 8.8.8.8                | not-allowed
            strict +a.example       | a.example:443 | 10.0.0.1               | special-purpose-address
            strict +a.example       | a.example:443 | 10.0.0.1 fd00::1       | special-purpose-address
            strict +a.example       | a.example:443 | 8.8.8.8 10.0.0.1       | mixed-addresses
            strict +a.example       | a.example:443 | 10.0.0.1 8.8.8.8       | mixed-addresses
            strict +a.example       | a.example:443 | 8.8.8.8 fd00::1        | mixed-addresses
            strict +a.example       | a.example:443 | 8.8.8.8 127.0.0.1      | floor-address
            strict +a.example       | a.example:443 | 8.8.8.8 169.254.169.254 | metadata-address
            strict +a.example       | a.example:443 | ::ffff:8.8.8.8         | special-purpose-address
            strict +a.example       | a.example:443 | 64:ff9b::8.8.8.8       | special-purpose-address
            strict +a.example       | a.example:443 | 2002:808:808::1        | special-purpose-address
            strict +a.example       | a.example:443 | 198.18.0.9             | special-purpose-address
            strict +a.example       | a.example:443 | 100.64.0.1             | special-purpose-address
            strict +a.example       | a.example:443 | 203.0.113.1            | special-purpose-address
            strict +a.example       | a.example:443 | 2001:db8::1            | special-purpose-address
            strict +a.example       | a.example:443 | 9.9.9.10               | host-address
            strict +a.example       | a.example:443 | 8.8.8.8 2620:fe::10    | host-address
            strict ~a.example       | a.example:443 | 10.0.0.1               | allowed
            strict ~a.example       | a.example:443 | 10.0.0.1 8.8.8.8       | allowed
            strict ~a.example       | a.example:443 | 203.0.113.1 2001:db8::1 | allowed
            strict ~a.example       | a.example:443 | 127.0.0.1              | floor-address
            strict ~a.example       | a.example:443 | 10.0.0.1 127.0.0.1     | floor-address
            strict ~a.example       | a.example:443 | 0.0.0.0                | floor-address
            strict ~a.example       | a.example:443 | 169.254.169.254        | metadata-address
            strict ~a.example       | a.example:443 | ::ffff:169.254.169.254 | metadata-address
            strict ~a.example       | a.example:443 | 64:ff9b::127.0.0.1     | floor-address
            strict ~a.example       | a.example:443 | 192.168.7.1            | host-address
            strict ~a.example       | a.example:443 | ::ffff:192.168.7.1     | host-address
            strict ~a.example       | a.example:443 | 224.0.0.1              | floor-address
            strict ~a.example       | a.example:443 | 255.255.255.255        | floor-address
            strict +a.example ~a.example | a.example:443 | 10.0.0.1          | allowed
            strict +a.example:443 ~a.example:5432 | a.example:443 | 10.0.0.1 | special-purpose-address
            strict +b.example ~a.example | b.example:443 | 10.0.0.1          | special-purpose-address
            strict ~**.a.example    | x.a.example:443 | 10.0.0.1             | allowed
            strict +a.example +10.0.0.0/8 | a.example:443 | 10.0.0.1         | special-purpose-address
            strict +a.example -8.8.8.0/24 | a.example:443 | 8.8.8.8          | denied-by-rule
            strict ~a.example -10.0.0.0/8 | a.example:443 | 1.1.1.1 10.0.0.1 | denied-by-rule
            strict ~a.example -10.0.0.0/8 | a.example:443 | ::ffff:10.0.0.1  | denied-by-rule
            strict +a.example -8.8.8.0/24:25 | a.example:443 | 8.8.8.8       | allowed
            strict +10.0.0.0/8      | 10.1.2.3:443  | 10.1.2.3               | allowed
            strict +192.168.0.0/16  | 192.168.7.1:443 | 192.168.7.1          | host-address
            strict +9.9.9.0/24      | 9.9.9.10:443  | 9.9.9.10               | host-address
            permissive              | lvh.example:443 | 127.0.0.1            | floor-address
            permissive              | 10-0-0-1.ip.example:443 | 10.0.0.1     | special-purpose-address
            permissive              | a.example:25  | 8.8.8.8                | allowed
            permissive              | 8.8.8.8:25    | 8.8.8.8                | allowed
            strict @8931            | host.exeat.internal:8931 | 127.0.0.1   | allowed
            strict @8931            | host.exeat.internal:8931 | 127.0.0.1 ::1 | allowed
            strict @8931            | host.exeat.internal:8931 | 8.8.8.8     | floor-address
            strict @8931            | host.exeat.internal:8931 | 127.0.0.1 192.168.7.1 | floor-address
            """)
    @Tag("A-067")
    @Tag("A-072")
    void aSetOfAddressesIsJudgedWhole(String policy, String flow, String addresses, String reason) {
        assertThat(screen(policy, flow, addresses).reasonId()).isEqualTo(reason);
    }

    @Test
    void aHostAddressIsAskedForEachTime() {
        Policy policy = PolicyTest.policy("strict +a.example");
        Flow flow = PolicyTest.flow("a.example:443");
        List<IpAddress> address = List.of(IpAddress.parse("8.8.8.8").orElseThrow());
        Decision allowed = policy.decide(flow);
        assertThat(policy.screen(flow, allowed, address, each -> false).allowed())
                .isTrue();
        assertThat(policy.screen(flow, allowed, address, each -> true).reason()).isEqualTo(DenyReason.HOST_ADDRESS);
    }
}
