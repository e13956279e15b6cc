package dev.sluice.signature;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a request carries the time that was signed, when that is not beside the signature. */
public sealed interface TimestampPlace {
    /** The text there. */
    Optional<String> read(SignedRequest request);

    /** The request with another time there. */
    SignedRequest write(SignedRequest request, String timestamp);

    /**
     * In a header of its own.
     *
     * @param others what the provider calls it too; the first that is there counts
     */
    record InHeader(String header, List<String> others) implements TimestampPlace {
        /** One with a single name. */
        public InHeader(String header) {
            this(header, List.of());
        }

        @Override
        public Optional<String> read(SignedRequest request) {
            return Stream.concat(Stream.of(header), others.stream())
                    .flatMap(name -> request.headers().first(name).stream())
                    .findFirst()
                    .map(String::trim);
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
