package dev.sluice.config;

import dev.sluice.provider.SuccessAnswer;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads how an endpoint answers, where not as usual. */
final class AnswerParser {
    private AnswerParser() {}

    /** {@code refusal_status: 400}. */
    static OptionalInt refusalStatus(YamlSection section) {
        return section.value("refusal_status")
                .flatMap(value ->
                        value.parsed(text -> NumberText.parse(text, 400, 499), "Write a status from 400 to 499."))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /** {@code success: {status: 200, content_type: text/plain, body: "[accepted]"}}. */
    static Optional<SuccessAnswer> success(YamlSection section) {
        int status =
                section.or(200, "status", text -> NumberText.parse(text, 200, 299), "Write a status from 200 to 299.");
        String type = section.value("content_type").flatMap(YamlValue::text).orElse("text/plain");
        Optional<YamlValue> body = section.value("body");
        // RFC 9110, sections 15.3.5 and 15.3.6.
        if (status == 204 || status == 205) {
            body.ifPresent(value -> value.mistake("an answer of status " + status + " has no body", "Remove it."));
        }
        section.end();
        return Optional.of(
                new SuccessAnswer(status, type, body.flatMap(YamlValue::text).orElse("")));
    }
}
