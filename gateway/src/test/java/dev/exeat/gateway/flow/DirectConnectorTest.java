package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DirectConnectorTest {
    @Test
    void aSilentHostIsAskedWhetherItIsStillThere() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerSocket server = FlowWorld.server()) {
            Connector.Attempt attempt = new DirectConnector(Duration.ofSeconds(5))
                    .connect(loops.next(), FlowWorld.address("127.0.0.2"), server.getLocalPort());
            attempt.done().sync();
            var config = attempt.channel().config();
            assertThat(config.isKeepAlive()).isTrue();
            assertThat(config.getTcpKeepIdle()).isEqualTo(120);
            assertThat(config.getTcpKeepIntvl()).isEqualTo(30);
            assertThat(config.getTcpKeepCnt()).isEqualTo(4);
            attempt.channel().close().sync();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
