package dev.sluice.signature;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a request carries its signature, and the timestamp beside it. */
public sealed interface SignaturePlace {
    /** Most signatures of one request that are looked at: a header of nothing else would make work for seconds. */
    int LIMIT = 16;

    /** The same for signatures with private keys: no provider sends more than one, or two while its keys change. */
    int ASYMMETRIC_LIMIT = 2;

    /** Reads what a request presents; empty when there is nothing in this place. */
    Optional<Presented> read(SignedRequest request);

    /** The request with this signature in the place of any other. */
    SignedRequest write(SignedRequest request, String timestamp, String signature);

    /** How people call the place: {@code header X-Signature}. */
    String name();

    /** Every header that is read. */
    List<String> headers();

    /** Whether the timestamp is read from beside the signature. */
    boolean hasTimestamp();

    /**
     * What a request presents as its proof.
     *
     * @param signatures as written, none if what is there is not in the provider's form
     */
    record Presented(Optional<String> timestamp, List<String> signatures) {}

    /**
     * A header holds signatures after a fixed prefix: {@code X-Hub-Signature-256: sha256=…}.
     *
     * @param prefix may be empty
     * @param separator between several signatures; empty where there is only ever one
     * @param prefixOptional whether a signature without the prefix is read, too
     */
    record Plain(String header, String prefix, String separator, boolean prefixOptional) implements SignaturePlace {
        /** One whose prefix has to be there. */
        public Plain(String header, String prefix, String separator) {
            this(header, prefix, separator, false);
        }

        @Override
        public Optional<Presented> read(SignedRequest request) {
            List<String> values = request.headers().all(header);
            if (values.isEmpty()) {
                return Optional.empty();
            }
            List<String> signatures = values.stream()
                    .flatMap(value -> parts(value).stream())
                    .flatMap(part -> signature(part).stream())
                    .limit(LIMIT)
                    .toList();
            return Optional.of(new Presented(Optional.empty(), signatures));
        }

        /**
         * Cut at the provider's own separator, and at the comma of a header that is a list (RFC 9110, section 5.6.1), with
         * blanks around them. The comma of a prefix such as {@code v1,} separates nothing, but one before it does.
         */
        private List<String> parts(String value) {
            List<String> parts = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < value.length() && parts.size() < LIMIT; i++) {
                if (value.charAt(i) == ',' && (!prefix.contains(",") || prefixFollows(value, i + 1))) {
                    add(parts, value.substring(start, i));
                    start = i + 1;
                } else if (!separator.isEmpty() && value.startsWith(separator, i)) {
                    add(parts, value.substring(start, i));
                    start = i + separator.length();
                }
            }
            if (parts.size() < LIMIT) {
                add(parts, value.substring(Math.min(start, value.length())));
            }
            return parts;
        }

        private boolean prefixFollows(String value, int from) {
            int at = from;
            while (at < value.length() && value.charAt(at) == ' ') {
                at++;
            }
            return value.startsWith(prefix, at);
        }

        private static void add(List<String> parts, String part) {
            String stripped = part.strip();
            if (!stripped.isEmpty()) {
                parts.add(stripped);
            }
        }

        private Optional<String> signature(String part) {
            boolean prefixed = part.startsWith(prefix);
            String signature = prefixed ? part.substring(prefix.length()).strip() : part;
            return Optional.of(signature).filter(text -> (prefixed || prefixOptional) && !text.isEmpty());
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp, String signature) {
            return request.with(header, prefix + signature);
        }

        @Override
        public String name() {
            return "header " + header;
        }

        @Override
        public List<String> headers() {
            return List.of(header);
        }

        @Override
        public boolean hasTimestamp() {
            return false;
        }
    }

    /**
     * A header is a list of fields: {@code Stripe-Signature: t=1640995200,v1=…,v1=…,v0=…}. Fields of other names are not
     * looked at.
     */
    record Fields(String header, String separator, String timestampField, String signatureField)
            implements SignaturePlace {
        @Override
        public Optional<Presented> read(SignedRequest request) {
            List<String> lines = request.headers().all(header);
            return lines.isEmpty() ? Optional.empty() : Optional.of(parse(String.join(",", lines)));
        }

        private Presented parse(String value) {
            Optional<String> timestamp = Optional.empty();
            List<String> signatures = new ArrayList<>();
            int start = 0;
            while (start <= value.length()) {
                // Looked for as far as the field goes and no further: a header may be nothing but separators.
                int end = start;
                int equals = -1;
                while (end < value.length() && value.charAt(end) != ',' && !value.startsWith(separator, end)) {
                    if (equals < 0 && value.charAt(end) == '=') {
                        equals = end;
                    }
                    end++;
                }
                if (equals >= 0) {
                    String field = value.substring(start, equals).trim();
                    String text = value.substring(equals + 1, end).trim();
                    if (field.equals(signatureField) && !text.isEmpty() && signatures.size() < LIMIT) {
                        signatures.add(text);
                    } else if (field.equals(timestampField) && timestamp.isEmpty()) {
                        timestamp = Optional.of(text);
                    }
                }
                start = end + (value.startsWith(separator, end) ? separator.length() : 1);
            }
            return new Presented(timestamp, signatures);
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp, String signature) {
            return request.with(
                    header, timestampField + "=" + timestamp + separator + signatureField + "=" + signature);
        }

        @Override
        public String name() {
            return "header " + header;
        }

        @Override
        public List<String> headers() {
            return List.of(header);
        }

        @Override
        public boolean hasTimestamp() {
            return true;
        }
    }

    /** One of several places, for a provider that names its header in several ways; the first that is there counts. */
    record AnyOf(List<SignaturePlace> places) implements SignaturePlace {
        @Override
        public Optional<Presented> read(SignedRequest request) {
            return places.stream()
                    .flatMap(place -> place.read(request).stream())
                    .findFirst();
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp, String signature) {
            return places.getFirst().write(request, timestamp, signature);
        }

        @Override
        public String name() {
            return places.stream().map(SignaturePlace::name).collect(Collectors.joining(" or "));
        }

        /** Those of the first place: the others are there in their stead. */
        @Override
        public List<String> headers() {
            return places.getFirst().headers();
        }

        @Override
        public boolean hasTimestamp() {
            return places.getFirst().hasTimestamp();
        }
    }

    /** The JSON body itself holds the signature: Mailgun. */
    record InJson(JsonPointer pointer) implements SignaturePlace {
        @Override
        public Optional<Presented> read(SignedRequest request) {
            try {
                return JsonValues.read(request.body(), List.of(pointer))
                        .at(pointer)
                        .map(signature -> new Presented(Optional.empty(), List.of(signature)));
            } catch (UnparsableBodyException e) {
                return Optional.empty();
            }
        }

        @Override
        public SignedRequest write(SignedRequest request, String timestamp, String signature) {
            return request.withJson(pointer, signature);
        }

        @Override
        public String name() {
            return pointer + " in the body";
        }

        @Override
        public List<String> headers() {
            return List.of();
        }

        @Override
        public boolean hasTimestamp() {
            return false;
        }
    }
}
