package dev.exeat.gateway.dns;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Answers each datagram to its sender, in whatever order the answers come. */
final class DatagramQueries extends SimpleChannelInboundHandler<DatagramPacket> {
    private final NameService names;

    DatagramQueries(NameService names) {
        this.names = names;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress sender = packet.sender();
        var _ = names.answer(ByteBufUtil.getBytes(packet.content()), Transport.UDP)
                .thenAccept(answer -> answer.ifPresent(bytes -> send(context, bytes, sender)));
    }

    // a client that doesn't read its answers loses them, as with any datagram
    private static void send(ChannelHandlerContext context, byte[] answer, InetSocketAddress client) {
        if (context.channel().isWritable()) {
            var _ = context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), client));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // an error of one datagram says nothing of the next, and a hostile client must not fill a log
    }
}
