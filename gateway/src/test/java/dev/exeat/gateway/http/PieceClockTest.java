package dev.exeat.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceClockTest {
    private final PieceClock clock = new PieceClock();

    @Test
    void aHeadThatIsReadTakesTimeHoweverManyPiecesItComesIn() {
        clock.watch(1, true, 100);
        clock.watch(1, true, 130);
        assertThat(clock.elapsed(150)).isEqualTo(50);
    }

    @Test
    void theNextHeadStartsAgain() {
        clock.watch(1, true, 100);
        clock.watch(2, true, 190);
        assertThat(clock.elapsed(200)).isEqualTo(10);
    }

    @Test
    void theTimeInWhichTheClientIsNotReadIsNotTheClients() {
        clock.watch(1, true, 100);
        clock.watch(1, false, 110);
        assertThat(clock.elapsed(500)).isEqualTo(10);
        clock.watch(1, true, 500);
        assertThat(clock.elapsed(520)).isEqualTo(30);
    }

    @Test
    void everyHeadThatBeginsIsCountedOnce() {
        Wire wire = Wire.captured().fromClient("GET / HT");
        assertThat(wire.conversation.piecesBegun()).isEqualTo(1);
        wire.fromClient("TP/1.1\r\nHost: allowed.example\r\n\r\n");
        assertThat(wire.conversation.piecesBegun()).isEqualTo(1);
        wire.fromClient("G");
        assertThat(wire.conversation.piecesBegun()).isEqualTo(2);
        assertThat(wire.conversation.isReadingHead()).isTrue();
    }
}
