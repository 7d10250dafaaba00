package dev.exeat.gateway.dns;

import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A name service with a fake upstream, a journal that can break and a clock that stands still. */
abstract class NameServiceFixture {
    static final int A = 1;
    static final int AAAA = 28;
    static final int NOERROR = 0;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int REFUSED = 5;
    static final String FIRST_V4 = "1 30 c6120100";

    @TempDir
    Path directory;

    final FakeUpstream upstream = new FakeUpstream();
    final List<String> journal = new ArrayList<>();
    boolean journalBroken;
    boolean guarded = true;
    long now;
    SyntheticAddresses synthetic;

    @BeforeEach
    void open() throws IOException {
        synthetic = SyntheticAddresses.open(directory.resolve("addresses.tsv"), new AddressPool(3, 3));
    }

    @AfterEach
    void close() throws IOException {
        synthetic.close();
    }

    NameService service(Profile profile, List<String> allow, List<String> deny) {
        return service(profile, allow, deny, List.of());
    }

    NameService service(Profile profile, List<String> allow, List<String> deny, List<String> hostPorts) {
        Policy policy = Policy.of(profile, allow, deny, List.of(), hostPorts).orElseThrow();
        QuestionLog log = (name, type, decision) -> {
            if (journalBroken) {
                throw new IOException("no space left on device");
            }
            journal.add(name + " " + type + " " + decision.reasonId());
            return "d" + journal.size();
        };
        return new NameService(
                () -> policy, () -> guarded, upstream, synthetic, log, QuestionLimits.STANDARD, () -> now);
    }

    NameService strict(String... allow) {
        return service(Profile.STRICT, List.of(allow), List.of());
    }

    static Messages.Decoded ask(NameService service, String name, int type) {
        return Messages.decode(
                answer(service, Messages.ednsQuery(7, name, type)).orElseThrow());
    }

    static Optional<byte[]> answer(NameService service, byte[] message) {
        return service.answer(message, Transport.UDP).join();
    }
}
