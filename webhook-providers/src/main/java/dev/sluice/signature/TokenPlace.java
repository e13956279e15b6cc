package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.FormFields;
import dev.sluice.body.JsonItems;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a request carries a token. */
public sealed interface TokenPlace {
    /** The tokens there, all of which have to be right; none when there is nothing. */
    List<String> read(SignedRequest request);

    /** How a secret stands there. */
    default String written(Secret secret) {
        return secret.text();
    }

    /** The request with a token there. */
    SignedRequest write(SignedRequest request, String token);

    /** Every header that is read. */
    default List<String> headers() {
        return List.of();
    }

    /** The header or URL parameter it is; none within the body. */
    default List<String> names() {
        return headers();
    }

    /** What keeps a text from being a secret in this place; never quotes it. */
    default Optional<String> defect(String secret) {
        return Optional.empty();
    }

    /** In a header. */
    record InHeader(String header) implements TokenPlace {
        @Override
        public List<String> read(SignedRequest request) {
            return request.headers().first(header).map(String::trim).stream().toList();
        }

        @Override
        public SignedRequest write(SignedRequest request, String token) {
            return request.with(header, token);
        }

        @Override
        public List<String> headers() {
            return List.of(header);
        }

        @Override
        public String toString() {
            return "header " + header;
        }
    }

    /** In the header Authorization: RFC 6750, or RFC 7617 where the secret is {@code user:password}. */
    enum InAuthorization implements TokenPlace {
        BEARER("Bearer "),
        BASIC("Basic ");

        private final String prefix;

        InAuthorization(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public List<String> read(SignedRequest request) {
            // The scheme's name is compared whatever its case (RFC 9110, section 11.1).
            return request.headers().first("authorization").map(String::trim).stream()
                    .filter(value -> value.regionMatches(true, 0, prefix, 0, prefix.length()))
                    .map(value -> value.substring(prefix.length()).trim())
                    .toList();
        }

        @Override
        public String written(Secret secret) {
            return this == BASIC
                    ? Base64.getEncoder().encodeToString(secret.text().getBytes(UTF_8))
                    : secret.text();
        }

        @Override
        public SignedRequest write(SignedRequest request, String token) {
            return request.with("authorization", prefix + token);
        }

        @Override
        public List<String> headers() {
            return List.of("Authorization");
        }

        @Override
        public Optional<String> defect(String secret) {
            return this == BASIC && secret.indexOf(':') < 0
                    ? Optional.of("it is not of the form user:password")
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "header Authorization (" + name().toLowerCase(Locale.ROOT) + ")";
        }
    }

    /** In a parameter of the URL. */
    record InQuery(String parameter) implements TokenPlace {
        @Override
        public List<String> read(SignedRequest request) {
            try {
                return FormFields.ofQuery(request.url()).first(parameter).stream()
                        .toList();
            } catch (UnparsableBodyException e) {
                return List.of();
            }
        }

        @Override
        public SignedRequest write(SignedRequest request, String token) {
            String url = request.url();
            return request.at(
                    url + (url.contains("?") ? "&" : "?") + parameter + "=" + java.net.URLEncoder.encode(token, UTF_8));
        }

        @Override
        public List<String> names() {
            return List.of(parameter);
        }

        @Override
        public String toString() {
            return "URL parameter " + parameter;
        }
    }

    /** In every element of a list in the JSON body: Microsoft Graph. */
    record InItems(JsonPointer items, JsonPointer pointer) implements TokenPlace {
        @Override
        public List<String> read(SignedRequest request) {
            try {
                List<String> tokens = new ArrayList<>();
                for (byte[] item : JsonItems.of(request.body(), items)) {
                    // An element without one must not pass with the others.
                    tokens.add(
                            JsonValues.read(item, List.of(pointer)).at(pointer).orElse(""));
                }
                return tokens;
            } catch (UnparsableBodyException e) {
                return List.of();
            }
        }

        @Override
        public SignedRequest write(SignedRequest request, String token) {
            SignedRequest written = request;
            try {
                int count = JsonItems.of(request.body(), items).size();
                for (int i = 0; i < count; i++) {
                    written = written.withJson(items.appendIndex(i).append(pointer), token);
                }
            } catch (UnparsableBodyException e) {
                throw new IllegalArgumentException("the body has no list to put the token into", e);
            }
            return written;
        }

        @Override
        public String toString() {
            return pointer + " of every element of " + items;
        }
    }
}
