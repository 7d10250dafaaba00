package dev.exeat.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.policy.Family;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticAddressesTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("addresses.tsv");
    }

    private static HostName host(String name) {
        return HostName.parseWire(name).orElseThrow();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static String bind(SyntheticAddresses addresses, String name, Family family) {
        return addresses.bind(host(name), family) instanceof SyntheticAddresses.Binding.Bound(IpAddress bound)
                ? bound.toString()
                : "none";
    }

    @Test
    void aNameKeepsItsAddressOfEachFamily() throws IOException {
        try (SyntheticAddresses addresses = SyntheticAddresses.open(file, AddressPool.WHOLE)) {
            assertThat(bind(addresses, "a.example", Family.V4)).isEqualTo("198.18.1.0");
            assertThat(bind(addresses, "b.example", Family.V4)).isEqualTo("198.18.1.1");
            assertThat(bind(addresses, "b.example", Family.V6)).isEqualTo("fd65:7865:6174:1::1");
            assertThat(bind(addresses, "a.example", Family.V4)).isEqualTo("198.18.1.0");
            assertThat(addresses.nameOf(address("198.18.1.1"))).isEqualTo(host("b.example"));
            assertThat(addresses.nameOf(address("198.18.1.2"))).isNull();
            assertThat(addresses.covers(address("198.19.255.255"))).isTrue();
            assertThat(addresses.covers(address("198.20.0.0"))).isFalse();
            assertThat(addresses.covers(address("::ffff:198.18.1.0"))).isTrue();
            assertThat(addresses.covers(address("64:ff9b::198.19.1.0"))).isTrue();
            assertThat(addresses.covers(address("::ffff:198.20.0.0"))).isFalse();
            assertThat(addresses.nameOf(address("::ffff:198.18.1.0"))).isNull();
        }
        assertThat(file).hasContent("198.18.1.0\ta.example\n198.18.1.1\tb.example\nfd65:7865:6174:1::1\tb.example\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherGatewayKnowsEveryAddressAgain() throws IOException {
        try (SyntheticAddresses before = SyntheticAddresses.open(file, AddressPool.WHOLE)) {
            bind(before, "a.example", Family.V4);
            bind(before, "b.example", Family.V4);
        }
        try (SyntheticAddresses after = SyntheticAddresses.open(file, AddressPool.WHOLE)) {
            assertThat(after.nameOf(address("198.18.1.1"))).isEqualTo(host("b.example"));
            assertThat(bind(after, "c.example", Family.V4)).isEqualTo("198.18.1.2");
            assertThat(bind(after, "a.example", Family.V4)).isEqualTo("198.18.1.0");
        }
    }

    @Test
    void aTornLastLineIsDroppedAndItsAddressIsGivenOutAfresh() throws IOException {
        Files.writeString(file, "198.18.1.0\ta.example\n198.18.1.1\tb.exa");
        try (SyntheticAddresses addresses = SyntheticAddresses.open(file, AddressPool.WHOLE)) {
            assertThat(addresses.nameOf(address("198.18.1.1"))).isNull();
            assertThat(bind(addresses, "c.example", Family.V4)).isEqualTo("198.18.1.1");
        }
        assertThat(file).hasContent("198.18.1.0\ta.example\n198.18.1.1\tc.example\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\n",
                "\n",
                "198.18.1.0\ta.example\n\n",
                "198.18.1.0\ta.example\n198.18.1.0\tb.example\n",
                "198.18.1.0\ta.example\n198.18.1.1\ta.example\n",
                "198.18.1.1\ta.example\n",
                "192.0.2.1\ta.example\n",
                "198.18.1.0\tA.example\n",
                "198.18.1.0\ta.example\tb.example\n",
                "198.18.1.0 a.example\n"
            })
    void aJournalThatSaysWhatWeNeverWriteRefusesToStart(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> SyntheticAddresses.open(file, AddressPool.WHOLE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("addresses.tsv:");
    }

    @Test
    void anExhaustedPoolGivesNothingAndNeverTheSameTwice() throws IOException {
        try (SyntheticAddresses addresses = SyntheticAddresses.open(file, new AddressPool(2, 1))) {
            bind(addresses, "a.example", Family.V4);
            bind(addresses, "b.example", Family.V4);
            assertThat(addresses.bind(host("c.example"), Family.V4))
                    .isInstanceOf(SyntheticAddresses.Binding.Exhausted.class);
            assertThat(bind(addresses, "c.example", Family.V6)).isEqualTo("fd65:7865:6174:1::1");
            assertThat(bind(addresses, "a.example", Family.V4)).isEqualTo("198.18.1.0");
        }
    }

    @Test
    @Tag("B-062")
    void anAddressThatCannotBeWrittenDownIsNobodys() throws IOException {
        SyntheticAddresses addresses = SyntheticAddresses.open(file, AddressPool.WHOLE);
        addresses.close();
        assertThat(addresses.bind(host("a.example"), Family.V4))
                .isInstanceOf(SyntheticAddresses.Binding.NotJournalled.class);
        assertThat(addresses.nameOf(address("198.18.1.0"))).isNull();
    }
}
