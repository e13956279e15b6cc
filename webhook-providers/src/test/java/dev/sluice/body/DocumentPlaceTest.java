package dev.sluice.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentPlaceTest {
    @Test
    void placesHaveShortTexts() {
        assertThat(DocumentPlace.JSON.text()).isEqualTo("json");
        assertThat(DocumentPlace.NONE.text()).isEqualTo("none");
        assertThat(new DocumentPlace.Whole(BodyFormat.XML).text()).isEqualTo("xml");
        assertThat(new DocumentPlace.Whole(BodyFormat.FORM).text()).isEqualTo("form");
        assertThat(new DocumentPlace.InField("payload", false, BodyFormat.JSON).text())
                .isEqualTo("form:payload");
        assertThat(new DocumentPlace.InField("bt_payload", true, BodyFormat.XML).text())
                .isEqualTo("form+base64+xml:bt_payload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "xml",
                "form",
                "none",
                "form:payload",
                "form+base64:payload",
                "form+xml:payload",
                "form+base64+xml:payload",
                "form:a:b +xml"
            })
    void textIsReadAsItWasWritten(String text) {
        assertThat(DocumentPlace.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "any", "JSON", " json", "yaml", "form:", "json:payload", "form+xml+base64:a", "form+xml"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> DocumentPlace.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
