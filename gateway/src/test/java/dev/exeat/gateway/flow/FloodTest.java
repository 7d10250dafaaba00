package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.Target;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a workload that does the same thing for ever costs the host's disk. */
class FloodTest {
    private static final int REQUESTS = 30_000;

    @TempDir
    Path directory;

    @Test
    void allowedRequestsThatAreEqualAreCounted() throws Exception {
        try (FlowWorld world = new FlowWorld(directory, 80)) {
            Flow flow = Flow.to(FlowWorld.NAME, 80);
            FlowLog.Subject subject = FlowLog.Subject.of(1, flow).over("http");
            Content.Http request = new Content.Http(Target.of(FlowWorld.NAME), 0, "GET", "/");
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(world.log.allowed(subject, Decision.allow(null), request, world.log.nextDecision()))
                        .isTrue();
            }
            world.journal.tick();
            List<AuditRecord> records = world.records();
            assertThat(records).hasSizeLessThan(REQUESTS / 2).allMatch(record -> record.event() == Event.REQUEST);
            assertThat(records.stream().mapToLong(AuditRecord::count).sum()).isEqualTo(REQUESTS);
        }
    }
}
