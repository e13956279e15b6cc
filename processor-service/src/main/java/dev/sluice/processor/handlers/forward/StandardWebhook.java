package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.sluice.body.Sha256;
import dev.sluice.config.ProviderPresets;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The three headers of Standard Webhooks.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">specification</a>
 */
final class StandardWebhook {
    private static final String ID = "webhook-id";
    private static final String TIMESTAMP = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final int ID_DIGITS = 32;
    private static final int SMALLEST_KEY = 24;
    private static final int LARGEST_KEY = 64;
    private static final String PREFIX = "whsec_";

    /** The scheme that Standard Webhooks are verified by. */
    private static final SignatureScheme SCHEME = ProviderPresets.bundled()
            .named("standard-webhooks")
            .orElseThrow()
            .schemes()
            .getFirst()
            .with(Map.of());

    private StandardWebhook() {}

    /** What keeps a text from being a signing secret; never quotes it. */
    static Optional<String> defect(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.of("it does not begin with " + PREFIX);
        }
        return SCHEME.keyDefect(secret).or(() -> {
            int bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length())).length;
            return bytes < SMALLEST_KEY || bytes > LARGEST_KEY
                    ? Optional.of("it does not hold " + SMALLEST_KEY + " to " + LARGEST_KEY + " bytes")
                    : Optional.empty();
        });
    }

    /**
     * The message's id: the same for every attempt at an event and a route, in every job, so that a receiver can tell repeats. Letters and
     * digits alone, for an id must hold no dot, and headers hold little more.
     */
    static String id(String idempotencyKey) {
        return "msg_" + Sha256.hex(idempotencyKey.getBytes(UTF_8)).substring(0, ID_DIGITS);
    }

    /**
     * The headers, with a signature for each secret.
     *
     * @param secrets the current one, and the one before while it is replaced
     */
    static Map<String, String> headers(String id, byte[] body, List<Secret> secrets, Instant at) {
        SignedRequest request = new SignedRequest("POST", "", RequestHeaders.of(Map.of(ID, id)), body);
        List<SignedRequest> signed =
                secrets.stream().map(secret -> SCHEME.sign(request, secret, at)).toList();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID, id);
        headers.put(TIMESTAMP, signed.getFirst().headers().first(TIMESTAMP).orElseThrow());
        headers.put(
                SIGNATURE,
                signed.stream()
                        .map(one -> one.headers().first(SIGNATURE).orElseThrow())
                        .collect(joining(" ")));
        return headers;
    }
}
