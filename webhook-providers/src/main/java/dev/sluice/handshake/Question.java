package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.FormFields;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Optional;

/** What a request asks, wherever it asks it; nothing where it can't be read. */
final class Question {
    private Question() {}

    /** A parameter of the URL, decoded. */
    static Optional<String> parameter(SignedRequest request, String name) {
        try {
            return FormFields.ofQuery(request.url()).first(name);
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }

    /** Values of the JSON body. */
    static Optional<JsonValues> json(SignedRequest request, JsonPointer... pointers) {
        if (!BodyFormat.JSON.carriedBy(request.headers().first("content-type").orElse(""))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonValues.read(request.body(), List.of(pointers)));
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }

    static boolean isOf(SignedRequest request, String method) {
        return request.method().equals(method);
    }
}
