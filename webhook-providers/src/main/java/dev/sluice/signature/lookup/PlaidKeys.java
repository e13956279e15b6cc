package dev.sluice.signature.lookup;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Plaid's signing keys by their ids, which Plaid gives out to whoever has credentials for its API.
 *
 * @see <a href="https://plaid.com/docs/api/webhooks/webhook-verification/">Webhook verification</a>
 */
public final class PlaidKeys implements KeySource<PublicKey> {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final JsonPointer KEY_ID = JsonPointer.compile("/key/kid");
    private static final JsonPointer ALGORITHM = JsonPointer.compile("/key/alg");
    private static final JsonPointer CURVE = JsonPointer.compile("/key/crv");
    private static final JsonPointer X = JsonPointer.compile("/key/x");
    private static final JsonPointer Y = JsonPointer.compile("/key/y");
    private static final JsonPointer EXPIRED = JsonPointer.compile("/key/expired_at");

    private static final int COORDINATE_LENGTH = 32;
    private static final int ACCOUNTS_LIMIT = 256;
    private static final Cache<List<String>, PlaidKeys> SHARED =
            Caffeine.newBuilder().maximumSize(ACCOUNTS_LIMIT).build();

    private final String origin;
    private final String clientId;
    private final String secret;
    private final KeyServer server;
    private final CachedKeys<PublicKey> cached = new CachedKeys<>(this::lookUp, Ticker.systemTicker());

    PlaidKeys(String origin, String clientId, String secret) {
        this.origin = origin;
        this.clientId = clientId;
        this.secret = secret;
        this.server = new KeyServer(Set.of(origin));
    }

    /**
     * At Plaid; the same for the same account, so that a reload forgets no key.
     *
     * @param environment {@code production} or {@code sandbox}
     * @throws IllegalArgumentException if it is neither
     */
    public static PlaidKeys atPlaid(String environment, String clientId, String secret) {
        return switch (environment) {
            case "production", "sandbox" ->
                SHARED.get(
                        List.of("https://" + environment + ".plaid.com", clientId, secret),
                        account -> new PlaidKeys(account.get(0), account.get(1), account.get(2)));
            default -> throw new IllegalArgumentException("option environment is neither production nor sandbox");
        };
    }

    @Override
    public Answer<PublicKey> find(String name, Optional<Address> sender) {
        return ID.matcher(name).matches()
                ? cached.find(name, sender)
                : new Answer.Untrusted<>("the key's id is not in Plaid's form");
    }

    private CompletableFuture<Answer<PublicKey>> lookUp(String id) {
        String asked = JsonNodeFactory.instance
                .objectNode()
                .put("client_id", clientId)
                .put("secret", secret)
                .put("key_id", id)
                .toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin + "/webhook_verification_key/get"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(asked))
                .build();
        return server.fetch(request).thenApply(fetched -> switch (fetched) {
            case KeyServer.Fetched.Body body -> key(body.bytes(), id);
            case KeyServer.Fetched.Failed failed -> new Answer.Unavailable<>(failed.finding());
        });
    }

    private static Answer<PublicKey> key(byte[] json, String id) {
        try {
            JsonValues values = JsonValues.read(json, List.of(KEY_ID, ALGORITHM, CURVE, X, Y, EXPIRED));
            if (values.at(EXPIRED).isPresent()) {
                return new Answer.Untrusted<>("the key has expired");
            }
            if (!values.at(KEY_ID).orElse("").equals(id)
                    || !values.at(ALGORITHM).orElse("").equals("ES256")
                    || !values.at(CURVE).orElse("").equals("P-256")) {
                return new Answer.Untrusted<>("the key is another, or not one for ES256");
            }
            return new Answer.Found<>(
                    key(number(values.at(X).orElse("")), number(values.at(Y).orElse(""))));
        } catch (UnparsableBodyException e) {
            return new Answer.Unavailable<>("Plaid's answer is not JSON");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Answer.Untrusted<>("the key is not one on P-256");
        }
    }

    private static BigInteger number(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != COORDINATE_LENGTH) {
            throw new IllegalArgumentException("a coordinate has " + bytes.length + " bytes");
        }
        return new BigInteger(1, bytes);
    }

    private static PublicKey key(BigInteger x, BigInteger y) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve.getParameterSpec(ECParameterSpec.class)));
    }
}
