package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema that editors get and the reader know the same keys. JSON is YAML, so the reader's own parser reads it. */
class PolicySchemaTest {
    private static YamlNode at(YamlNode node, String path) {
        for (String key : path.split("/")) {
            node = ((YamlNode.Mapping) node)
                    .entries().stream()
                            .filter(entry -> entry.key().text().equals(key))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no '" + key + "' on the way " + path))
                            .value();
        }
        return node;
    }

    private static YamlNode schema() {
        Problems problems = new Problems();
        YamlNode root = YamlReader.read(new PolicyFile("schema", PolicySchema.text()), problems);
        assertThat(problems.sorted()).isEmpty();
        return root;
    }

    private static List<String> keys(String path) {
        return ((YamlNode.Mapping) at(schema(), path + "properties"))
                .entries().stream().map(entry -> entry.key().text()).toList();
    }

    @Test
    void bothKnowTheSameKeys() {
        assertThat(keys("")).isEqualTo(Keys.TOP);
        assertThat(keys("properties/egress/")).isEqualTo(Keys.EGRESS);
        assertThat(keys("$defs/allow/")).isEqualTo(Keys.ENTRY);
        assertThat(keys("$defs/deny/")).isEqualTo(Keys.DENY_ENTRY);
        assertThat(keys("properties/dns/")).isEqualTo(Keys.DNS);
        assertThat(keys("properties/limits/")).isEqualTo(Keys.LIMITS);
    }

    @Test
    void nothingBesidesIsTakenByTheSchemaEither() {
        for (String mapping : List.of(
                "", "properties/egress/", "$defs/allow/", "$defs/deny/", "properties/dns/", "properties/limits/")) {
            assertThat(((YamlNode.Scalar) at(schema(), mapping + "additionalProperties")).text())
                    .isEqualTo("false");
        }
        assertThat(((YamlNode.Scalar) at(schema(), "$schema")).text())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }
}
