package dev.exeat.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whatWasWrittenIsReadAgain() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("text", "a \"quoted\" \\ line\nwith \u00e9 and \u202e");
        object.put("number", -42L);
        object.put("truth", true);
        object.put("list", List.of("a", 1L, Map.of("b", false)));
        object.put("empty", Map.of());
        assertThat(JsonReader.object(JsonText.of(object))).isEqualTo(object);
    }

    @Test
    void everythingButPrintableAsciiIsEscaped() {
        assertThat(JsonText.of(Map.of("k", "\u001b[31m\u202e"))).isEqualTo("{\"k\":\"\\u001b[31m\\u202e\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}x",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":null}",
                "{\"a\":1.5}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"",
                "{\"a\" 1}",
                "{\"a\":[[[[[[[[[1]]]]]]]]]}",
                "{\"a\":99999999999999999999}"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.object(text));
    }
}
