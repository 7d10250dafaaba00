package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    private static String id(Parsed<?> parsed) {
        return parsed.problems().stream().map(Problem::id).findFirst().orElse("ok");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.1                                | 192.0.2.1
            0.0.0.0                                  | 0.0.0.0
            255.255.255.255                          | 255.255.255.255
            ::                                       | ::
            ::1                                      | ::1
            1::                                      | 1::
            2001:DB8::A                              | 2001:db8::a
            2001:0db8:0000:0000:0001:0000:0000:0001  | 2001:db8::1:0:0:1
            2001:db8:0:1:1:1:1:1                     | 2001:db8:0:1:1:1:1:1
            2001:db8:0:0:1:0:0:0                     | 2001:db8:0:0:1::
            ::ffff:192.0.2.1                         | ::ffff:192.0.2.1
            ::ffff:c000:201                          | ::ffff:192.0.2.1
            64:ff9b::192.0.2.1                       | 64:ff9b::c000:201
            1:2:3:4:5:6:7::                          | 1:2:3:4:5:6:7:0
            ::2:3:4:5:6:7:8                          | 0:2:3:4:5:6:7:8
            1:2:3:4:5:6:192.0.2.1                    | 1:2:3:4:5:6:c000:201
            """)
    void addressesArePrintedAsRfc5952Says(String text, String printed) {
        IpAddress address = IpAddress.parse(text).orElseThrow();
        assertThat(address).hasToString(printed);
        assertThat(IpAddress.parse(printed)).isEqualTo(Parsed.ok(address));
        assertThat(IpAddress.of(address.bytes())).isEqualTo(address);
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | address-invalid
            127.1                  | address-invalid
            127.0.1                | address-invalid
            2130706433             | address-invalid
            0x7f.0.0.1             | address-invalid
            256.1.1.1              | address-invalid
            1.2.3.4.5              | address-invalid
            127.0.0.1.             | address-invalid
            '127.0.0.1 '           | address-invalid
            +1.2.3.4               | address-invalid
            1.2.3.-4               | address-invalid
            127.0.0.01             | address-leading-zero
            0177.0.0.1             | address-leading-zero
            00.0.0.0               | address-leading-zero
            ::1%lo                 | address-zone
            fe80::1%eth0           | address-zone
            127.0.0.1%25x          | address-zone
            [::1]                  | address-invalid
            :                      | address-invalid
            :::                    | address-invalid
            1::2::3                | address-invalid
            ::1:                   | address-invalid
            :1::                   | address-invalid
            1:2:3:4:5:6:7          | address-invalid
            1:2:3:4:5:6:7:8:9      | address-invalid
            1:2:3:4:5:6:7:8::      | address-invalid
            ::12345                | address-invalid
            ::g                    | address-invalid
            ::ffff:127.0.0.01      | address-invalid
            ::ffff:127.1           | address-invalid
            ::127.0.0.1:1          | address-invalid
            ::/0                   | address-invalid
            """)
    @Tag("A-063")
    @Tag("A-064")
    void otherSpellingsAreNoAddresses(String text, String id) {
        assertThat(id(IpAddress.parse(text))).isEqualTo(id);
    }

    @Test
    @Tag("A-016")
    void digitsOfOtherScriptsAreNoDigits() {
        assertThat(id(IpAddress.parse("\uFF11\uFF12\uFF17.0.0.1"))).isEqualTo("address-invalid");
        assertThat(id(IpAddress.parse("\u0661.2.3.4"))).isEqualTo("address-invalid");
        assertThat(id(IpAddress.parse("::\uFF11"))).isEqualTo("address-invalid");
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.0/         | block-prefix
            10.0.0.0/33       | block-prefix
            10.0.0.0/-1       | block-prefix
            10.0.0.0/+8       | block-prefix
            10.0.0.0/08       | block-prefix
            10.0.0.0/abc      | block-prefix
            10.0.0.0/8:abc    | block-prefix
            10.0.0.0/8/8      | block-prefix
            2001:db8::/129    | block-prefix
            010.0.0.0/8       | address-leading-zero
            not.a.cidr/24     | address-invalid
            10.0.0.1/8        | block-host-bits
            2001:db8::1/32    | block-host-bits
            10.0.0.0/8        | ok
            0.0.0.0/0         | ok
            ::/0              | ok
            192.0.2.7         | ok
            192.0.2.7/32      | ok
            """)
    @Tag("A-035")
    void blocksAreStrict(String text, String id) {
        assertThat(id(AddressBlock.parse(text))).isEqualTo(id);
    }

    @Test
    void theFixOfABlockWithHostBitsHasBothReadings() {
        assertThat(AddressBlock.parse("10.1.2.3/16").problems())
                .containsExactly(new Problem(
                        "block-host-bits",
                        "block '10.1.2.3/16' has bits set after its first 16",
                        "write '10.1.0.0/16' for the block or '10.1.2.3/32' for the one address"));
    }

    @Test
    void blocksContainAndOverlapWithinTheirFamily() {
        AddressBlock ten = AddressBlock.parse("10.0.0.0/8").orElseThrow();
        AddressBlock tenOne = AddressBlock.parse("10.1.0.0/16").orElseThrow();
        AddressBlock all6 = AddressBlock.parse("::/0").orElseThrow();
        assertThat(ten.contains(tenOne)).isTrue();
        assertThat(tenOne.contains(ten)).isFalse();
        assertThat(ten.overlaps(tenOne)).isTrue();
        assertThat(tenOne.overlaps(ten)).isTrue();
        assertThat(all6.contains(IpAddress.parse("10.0.0.1").orElseThrow())).isFalse();
        assertThat(ten.contains(IpAddress.parse("::ffff:10.0.0.1").orElseThrow()))
                .isFalse();
        assertThat(AddressBlock.parse("0.0.0.0/0").orElseThrow().contains(ten)).isTrue();
    }
}
