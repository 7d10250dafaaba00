package dev.exeat.gateway.flow;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Receive buffers that grow to 1 MiB while the peer fills them and shrink when it doesn't: large reads are what makes a relay
 * cheap, and small ones what makes many idle connections cheap.
 */
final class RelayBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int READS_PER_TURN = 4;

    private final BufferBudget budget;

    RelayBuffers(BufferBudget budget) {
        super(READS_PER_TURN);
        this.budget = budget;
    }

    @Override
    @SuppressWarnings("deprecation") // the type of the method that is overridden
    public RecvByteBufAllocator.Handle newHandle() {
        return new Sizer();
    }

    private final class Sizer extends MaxMessageHandle {
        private int next = BufferBudget.SMALLEST_BUFFER;

        @Override
        public int guess() {
            return budget.isTight() ? BufferBudget.SMALLEST_BUFFER : next;
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes >= next) {
                next = Math.min(next * 4, BufferBudget.LARGEST_BUFFER);
            } else if (bytes > 0 && bytes < next / 4) {
                next = Math.max(next / 2, BufferBudget.SMALLEST_BUFFER);
            }
            super.lastBytesRead(bytes);
        }
    }
}
