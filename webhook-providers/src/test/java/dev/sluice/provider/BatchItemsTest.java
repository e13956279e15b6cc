package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import org.junit.jupiter.api.Test;

class BatchItemsTest {
    private static final JsonPointer WHOLE = JsonPointer.empty();

    @Test
    void identicalItemsAreOneEvent() throws Exception {
        String body = "[" + "{\"id\":1},".repeat(1_990) + "{\"id\":2},{\"id\":1}]";

        assertThat(BatchItems.of(body.getBytes(UTF_8), WHOLE))
                .extracting(item -> new String(item, UTF_8))
                .containsExactly("{\"id\":1}", "{\"id\":2}");
    }
}
