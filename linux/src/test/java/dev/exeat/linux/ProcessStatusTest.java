package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatusTest {
    @Test
    void thisProcessIsAliveAndAnotherStartTimeIsNot() {
        ProcessStatus self = ProcessStatus.self();
        assertThat(self.alive()).isTrue();
        assertThat(new ProcessStatus(self.pid(), self.startTicks() + 1, self.boot()).alive())
                .isFalse();
        assertThat(new ProcessStatus(self.pid(), self.startTicks(), "another boot").alive())
                .isFalse();
    }

    @Test
    void missingProcessHasNoStartTime() {
        assertThat(ProcessStatus.startTicks(1L << 30)).isEmpty();
    }
}
