package dev.exeat.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.Explanation;
import dev.exeat.cli.policy.Question;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the policy's page are policies, and say of themselves what is so. */
class PolicyPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    private static List<String> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(TestSources.ROOT.resolve("docs/policy.md")))
                .results()
                .map((MatchResult example) -> example.group(1))
                .toList();
    }

    private static CheckedPolicy policy(String text) {
        return CheckedPolicy.of(new PolicySources(List.of(new PolicyFile("exeat.yaml", text)), PolicyFlags.NONE))
                .orElseThrow();
    }

    @Test
    void everyExampleIsAPolicyWithoutAWarning() throws IOException {
        assertThat(examples())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(text -> assertThat(policy(text).effective().warnings(LocalDate.of(2026, 1, 1)))
                        .extracting(Problem::toString)
                        .isEmpty());
    }

    @Test
    void theExplanationOnThePageIsTheOneThatIsGiven() throws IOException {
        Question question = Question.parse("http://status.example.com/v1/users", "POST", null)
                .orElseThrow();
        Explanation explanation = Explanation.of(
                policy(examples().getFirst()).effective().policy().at(LocalDate.of(2026, 1, 1)), question, _ -> false);
        assertThat(Files.readString(TestSources.ROOT.resolve("docs/policy.md")))
                .contains("\ndeny " + question.flow() + " ["
                        + explanation.decision().reasonId() + "]\n  rule: "
                        + explanation.decision().rule() + " ("
                        + explanation.decision().rule().origin() + ")\n  fix: "
                        + explanation.remedy() + "\n");
    }
}
