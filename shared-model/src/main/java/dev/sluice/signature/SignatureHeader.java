package dev.sluice.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a request carries its signature, and the timestamp signed with it. */
public sealed interface SignatureHeader {
    /** Reads what a request presents; empty when the header is absent. */
    Optional<Presented> read(RequestHeaders headers);

    /** The headers with this signature in the place of any other. */
    RequestHeaders write(RequestHeaders headers, String timestamp, String signature);

    /** The name of the header the signature is in. */
    String name();

    /** Every header that is read. */
    List<String> names();

    /** Whether a timestamp is presented beside the signature. */
    boolean hasTimestamp();

    /**
     * What a request presents as its proof.
     *
     * @param signatures as written, none if the header is not in its form
     */
    record Presented(Optional<String> timestamp, List<String> signatures) {}

    /**
     * The header holds a signature after a fixed prefix: {@code X-Hub-Signature-256: sha256=…}.
     *
     * @param prefix may be empty
     * @param timestampHeader the header of its own that a timestamp is in
     */
    record Plain(String name, String prefix, Optional<String> timestampHeader) implements SignatureHeader {
        @Override
        public Optional<Presented> read(RequestHeaders headers) {
            return headers.first(name)
                    .map(String::trim)
                    .map(value -> new Presented(
                            timestampHeader.flatMap(headers::first).map(String::trim),
                            value.startsWith(prefix) && value.length() > prefix.length()
                                    ? List.of(value.substring(prefix.length()))
                                    : List.of()));
        }

        @Override
        public RequestHeaders write(RequestHeaders headers, String timestamp, String signature) {
            RequestHeaders signed = headers.with(name, prefix + signature);
            return timestampHeader.map(header -> signed.with(header, timestamp)).orElse(signed);
        }

        @Override
        public List<String> names() {
            return timestampHeader.map(header -> List.of(name, header)).orElse(List.of(name));
        }

        @Override
        public boolean hasTimestamp() {
            return timestampHeader.isPresent();
        }
    }

    /**
     * The header is a list of fields: {@code Stripe-Signature: t=1640995200,v1=…,v1=…,v0=…}. Fields of other names are
     * not looked at.
     */
    record Fields(String name, String separator, String timestampField, String signatureField)
            implements SignatureHeader {
        @Override
        public Optional<Presented> read(RequestHeaders headers) {
            return headers.first(name).map(this::parse);
        }

        private Presented parse(String value) {
            Optional<String> timestamp = Optional.empty();
            List<String> signatures = new ArrayList<>();
            int start = 0;
            while (start <= value.length()) {
                int next = value.indexOf(separator, start);
                int end = next < 0 ? value.length() : next;
                int equals = value.indexOf('=', start);
                if (equals >= 0 && equals < end) {
                    String field = value.substring(start, equals).trim();
                    String text = value.substring(equals + 1, end).trim();
                    if (field.equals(signatureField) && !text.isEmpty()) {
                        signatures.add(text);
                    } else if (field.equals(timestampField) && timestamp.isEmpty()) {
                        timestamp = Optional.of(text);
                    }
                }
                start = end + separator.length();
            }
            return new Presented(timestamp, signatures);
        }

        @Override
        public RequestHeaders write(RequestHeaders headers, String timestamp, String signature) {
            return headers.with(name, timestampField + "=" + timestamp + separator + signatureField + "=" + signature);
        }

        @Override
        public List<String> names() {
            return List.of(name);
        }

        @Override
        public boolean hasTimestamp() {
            return true;
        }
    }
}
