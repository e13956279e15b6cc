package dev.sluice.signature;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.List;
import java.util.Optional;

/** Where a request carries the time that was signed, when that is not beside the signature. */
public sealed interface TimestampPlace {
    /** The text there. */
    Optional<String> read(SignedRequest request);

    /** The request with another time there. */
    SignedRequest write(SignedRequest request, String timestamp);

    /** In a header of its own. */
    record InHeader(String header) implements TimestampPlace {
        @Override
        public Optional<String> read(SignedRequest request) {
            return request.headers().first(header).map(String::trim);
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp) {
            return request.with(header, timestamp);
        }
    }

    /** In the JSON body. */
    record InJson(JsonPointer pointer) implements TimestampPlace {
        @Override
        public Optional<String> read(SignedRequest request) {
            try {
                return JsonValues.read(request.body(), List.of(pointer)).at(pointer);
            } catch (UnparsableBodyException e) {
                return Optional.empty();
            }
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp) {
            return request.withJson(pointer, timestamp);
        }
    }
}
