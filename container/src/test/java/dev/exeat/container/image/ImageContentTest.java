package dev.exeat.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageContentTest {
    @TempDir
    Path folder;

    @Test
    void onlyTheGatewaysClassPathAndTheEnginesJarAreTaken() throws IOException {
        assertThat(ImageContent.jarsOf(FakeDistribution.in(folder)).keySet())
                .containsExactlyInAnyOrder(
                        "exeat/gateway/exeat-gateway-1.jar",
                        "exeat/gateway/exeat-linux-1.jar",
                        "exeat/gateway/exeat-policy-1.jar",
                        "exeat/gateway/netty-common-4.jar",
                        "exeat/inside/exeat-engine-1.jar");
    }

    @Test
    void gatewayDoesNotSeeWhatRunsInsideNorThatTheGateway() throws IOException {
        Distribution distribution = FakeDistribution.in(folder);
        assertThat(JvmRole.GATEWAY.classPath(distribution, Path.of("/")))
                .isEqualTo("/exeat/gateway/exeat-policy-1.jar:/exeat/gateway/exeat-linux-1.jar:"
                        + "/exeat/gateway/exeat-gateway-1.jar:/exeat/gateway/netty-common-4.jar");
        assertThat(JvmRole.INSIDE.classPath(distribution, Path.of("/")))
                .isEqualTo("/exeat/inside/exeat-engine-1.jar:/exeat/gateway/exeat-policy-1.jar:"
                        + "/exeat/gateway/exeat-linux-1.jar");
    }

    @Test
    void nativesAreThoseOfThisMachine() throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        assertThat(FakeDistribution.in(folder).natives())
                .containsExactly(folder.resolve("native/libnetty_" + machine + ".so"));
    }

    @Test
    void argumentsEndWithTheMainClassForTheFolderToFollow() throws IOException {
        assertThat(ImageContent.textsOf(FakeDistribution.in(folder)))
                .containsKeys("etc/passwd", "etc/nsswitch.conf", "etc/protocols")
                .hasEntrySatisfying(
                        "exeat/gateway.args",
                        text -> assertThat(text.lines())
                                .contains("-XX:AOTCache=/exeat/gateway.aot")
                                .endsWith("dev.exeat.gateway.GatewayMain"))
                .hasEntrySatisfying(
                        "exeat/inside.args",
                        text -> assertThat(text.lines())
                                .contains("-XX:AOTCache=/exeat/inside.aot")
                                .endsWith("dev.exeat.engine.inside.AgentMain"));
    }

    @Test
    void aFileNameThatWouldBeTwoWordsIsRefused() throws IOException {
        FakeDistribution.in(folder);
        Files.writeString(folder.resolve("gateway.classpath"), "@/gateway/a b.jar");
        assertThatThrownBy(() -> Distribution.of(folder)).hasMessage("the file name 'a b.jar' is not plain");
    }

    @Test
    void anUnbuiltDistributionIsSaidSo() {
        assertThatThrownBy(() -> Distribution.of(folder))
                .isInstanceOf(ImageException.class)
                .hasMessage("the built jars cannot be read: " + folder.resolve("gateway.classpath"));
    }
}
