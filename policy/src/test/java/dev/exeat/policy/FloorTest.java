package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloorTest {
    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            loopback              | 127.0.0.1              | floor-address
            the end of loopback   | 127.255.255.255        | floor-address
            loopback v6           | ::1                    | floor-address
            unspecified           | 0.0.0.0                | floor-address
            this network          | 0.1.2.3                | floor-address
            unspecified v6        | ::                     | floor-address
            link-local            | 169.254.1.1            | floor-address
            link-local v6         | fe80::1                | floor-address
            the end of fe80::/10  | febf:ffff::1           | floor-address
            multicast             | 224.0.0.1              | floor-address
            the end of multicast  | 239.255.255.255        | floor-address
            multicast v6          | ff02::1                | floor-address
            broadcast             | 255.255.255.255        | floor-address
            cloud metadata        | 169.254.169.254        | metadata-address
            ECS credentials       | 169.254.170.2          | metadata-address
            EKS credentials       | 169.254.170.23         | metadata-address
            EC2 metadata v6       | fd00:ec2::254          | metadata-address
            EKS credentials v6    | fd00:ec2::23           | metadata-address
            Google metadata v6    | fd20:ce::254           | metadata-address
            Azure                 | 168.63.129.16          | metadata-address
            Alibaba               | 100.100.100.200        | metadata-address
            Oracle                | 192.0.0.192            | metadata-address
            OpenStack v6          | fe80::a9fe:a9fe        | metadata-address
            mapped loopback       | ::ffff:127.0.0.1       | floor-address
            mapped metadata       | ::ffff:a9fe:a9fe       | metadata-address
            mapped Azure          | ::ffff:168.63.129.16   | metadata-address
            translated loopback   | ::ffff:0:127.0.0.1     | floor-address
            compatible loopback   | ::127.0.0.1            | floor-address
            compatible zero net   | ::2                    | floor-address
            NAT64 metadata        | 64:ff9b::a9fe:a9fe     | metadata-address
            NAT64 loopback        | 64:ff9b::127.0.0.1     | floor-address
            local NAT64 /96       | 64:ff9b:1::a9fe:a9fe   | metadata-address
            local NAT64 /48       | 64:ff9b:1:a9fe:a9:fe00:: | metadata-address
            6to4 loopback         | 2002:7f00:1::1         | floor-address
            6to4 metadata         | 2002:a9fe:a9fe::       | metadata-address
            Teredo client         | 2001:0:4136:e378:8000:63bf:80ff:fffe | floor-address
            Teredo server         | 2001:0:7f00:1::        | floor-address
            ISATAP loopback       | 2001:db8::5efe:127.0.0.1 | floor-address
            """)
    @Tag("A-044")
    @Tag("A-067")
    @Tag("A-070")
    void theFloorIsShut(String name, String text, String reason) {
        assertThat(Floor.of(address(text)).map(DenyReason::id)).contains(reason);
        assertThat(SpecialPurpose.of(address(text)).isPresent() || text.startsWith("2001:db8:"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "128.0.0.0",
                "126.255.255.255",
                "169.253.255.255",
                "169.255.0.0",
                "223.255.255.255",
                "240.0.0.0",
                "1.0.0.0",
                "100.64.0.1",
                "100.100.2.136",
                "168.63.129.17",
                "192.0.0.8",
                "fd00::1",
                "2001:db8::1",
                "fec0::1",
                "fe00::1",
                "2::",
                "64:ff9b::192.0.2.1",
                "2002:c000:201::1",
                "::ffff:192.0.2.1",
                "64:ff9b:1::8.8.8.8",
                "64:ff9b:1:808:8:800::",
                "2606:4700::1111"
            })
    void theFloorIsNoWiderThanItSays(String text) {
        assertThat(Floor.of(address(text))).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.0             | private (RFC 1918)
            10.255.255.255       | private (RFC 1918)
            172.16.0.0           | private (RFC 1918)
            172.31.255.255       | private (RFC 1918)
            192.168.255.255      | private (RFC 1918)
            100.64.0.0           | shared by carriers (RFC 6598)
            100.127.255.255      | shared by carriers (RFC 6598)
            192.0.0.9            | IETF protocol assignments (RFC 6890)
            192.0.2.1            | documentation (RFC 5737)
            192.88.99.1          | 6to4 relay, deprecated (RFC 7526)
            198.18.0.1           | benchmarking (RFC 2544)
            198.19.255.255       | benchmarking (RFC 2544)
            198.51.100.1         | documentation (RFC 5737)
            203.0.113.1          | documentation (RFC 5737)
            240.0.0.1            | reserved (RFC 1112)
            255.255.255.254      | reserved (RFC 1112)
            ::ffff:8.8.8.8       | IPv4-mapped (RFC 4291)
            ::8.8.8.8            | IPv4-compatible (RFC 4291)
            ::ffff:0:8.8.8.8     | IPv4-translated (RFC 2765)
            64:ff9b::8.8.8.8     | NAT64 (RFC 6052)
            64:ff9b:1::8.8.8.8   | NAT64, local (RFC 8215)
            100::1               | discard-only (RFC 6666)
            100:0:0:1::1         | dummy prefix (RFC 9780)
            2001::1              | Teredo (RFC 4380)
            2001:2::1            | benchmarking (RFC 5180)
            2001:20::1           | ORCHIDv2 (RFC 7343)
            2001:1ff::1          | IETF protocol assignments (RFC 2928)
            2001:db8::1          | documentation (RFC 3849)
            2002:808:808::1      | 6to4 (RFC 3056)
            3fff:fff::1          | documentation (RFC 9637)
            5f00::1              | segment routing (RFC 9602)
            fc00::1              | unique local (RFC 4193)
            fdff::1              | unique local (RFC 4193)
            fec0::1              | site-local, deprecated (RFC 3879)
            4000::1              | not global unicast (RFC 4291)
            200::1               | not global unicast (RFC 4291)
            e000::1              | not global unicast (RFC 4291)
            """)
    @Tag("A-067")
    void specialPurposeBlocksHaveNames(String text, String name) {
        assertThat(SpecialPurpose.of(address(text))).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "1.1.1.1",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2001:200::1",
                "2a00::1",
                "3ffd::1",
                "2003::1"
            })
    void thePublicInternetIsNotSpecial(String text) {
        assertThat(SpecialPurpose.of(address(text))).isEmpty();
    }
}
