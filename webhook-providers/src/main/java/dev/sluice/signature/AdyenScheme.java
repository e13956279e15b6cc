package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonItems;
import dev.sluice.body.JsonValues;
import dev.sluice.body.Sha256;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adyen's standard webhooks: each item holds the HMAC-SHA256 of some of its own fields.
 *
 * @see <a href="https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures">Verify HMAC
 *     signatures</a>
 */
public final class AdyenScheme implements SignatureScheme {
    private static final JsonPointer ITEMS = JsonPointer.compile("/notificationItems");
    private static final JsonPointer SIGNATURE =
            JsonPointer.compile("/NotificationRequestItem/additionalData/hmacSignature");
    private static final List<JsonPointer> SIGNED = Stream.of(
                    "pspReference",
                    "originalReference",
                    "merchantAccountCode",
                    "merchantReference",
                    "amount/value",
                    "amount/currency",
                    "eventCode",
                    "success")
            .map(field -> JsonPointer.compile("/NotificationRequestItem/" + field))
            .toList();

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        try {
            List<byte[]> items = JsonItems.of(request.body(), ITEMS);
            int oldest = 0;
            for (int i = 0; i < items.size(); i++) {
                switch (key(items.get(i), "item " + i, secrets)) {
                    case Passed(Integer key) -> oldest = Math.max(oldest, key);
                    case Rejected(RejectionCode why, String finding) -> {
                        return new Rejected<>(why, finding);
                    }
                }
            }
            return new Passed<>(new Genuine(secrets.get(oldest).label()));
        } catch (UnparsableBodyException e) {
            return new Rejected<>(RejectionCode.BODY_UNPARSABLE, String.valueOf(e.getMessage()));
        }
    }

    /** The index of the key that an item is signed with. */
    private static Checked<Integer> key(byte[] item, String name, List<Secret> secrets) throws UnparsableBodyException {
        JsonValues values = values(item);
        Optional<String> presented = values.at(SIGNATURE);
        if (presented.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISSING, name + " has no additionalData.hmacSignature");
        }
        Optional<byte[]> signature = SignatureEncoding.BASE64
                .decode(presented.get())
                .filter(bytes ->
                        bytes.length == HmacAlgorithm.HMAC_SHA256.length().orElseThrow());
        if (signature.isEmpty()) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MALFORMED, "the signature of " + name + " is not 32 bytes in base64");
        }
        for (int i = 0; i < secrets.size(); i++) {
            if (MessageDigest.isEqual(hmac(secrets.get(i), values), signature.get())) {
                return new Passed<>(i);
            }
        }
        return new Rejected<>(
                RejectionCode.SIGNATURE_MISMATCH,
                "the signature of " + name + " matches none of " + secrets.size() + " keys over its fields");
    }

    private static JsonValues values(byte[] item) throws UnparsableBodyException {
        List<JsonPointer> pointers = new ArrayList<>(SIGNED);
        pointers.add(SIGNATURE);
        return JsonValues.read(item, pointers);
    }

    private static byte[] hmac(Secret key, JsonValues values) {
        byte[] content = signed(values);
        return HmacAlgorithm.HMAC_SHA256.sign(key, KeyForm.HEX, sink -> sink.update(content));
    }

    // Adyen's library escapes nothing, whatever older documents say.
    private static byte[] signed(JsonValues values) {
        return SIGNED.stream()
                .map(pointer -> values.at(pointer).orElse(""))
                .collect(Collectors.joining(":"))
                .getBytes(UTF_8);
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        try {
            SignedRequest signed = request;
            List<byte[]> items = JsonItems.of(request.body(), ITEMS);
            for (int i = 0; i < items.size(); i++) {
                signed = signed.withJson(
                        ITEMS.appendIndex(i).append(SIGNATURE),
                        SignatureEncoding.BASE64.encode(hmac(key, values(items.get(i)))));
            }
            return signed;
        } catch (UnparsableBodyException e) {
            throw new IllegalArgumentException("the body has no notificationItems to sign", e);
        }
    }

    @Override
    public List<String> headers() {
        return List.of();
    }

    @Override
    public String description() {
        return "HMAC-SHA256 over fields of each item, base64 in its additionalData.hmacSignature";
    }

    @Override
    public Keys keys() {
        return Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return KeyForm.HEX.defect(text);
    }

    /** The signed fields: the others of an item can be changed at will. */
    @Override
    public Optional<String> token(SignedRequest request, byte[] item) {
        try {
            return Optional.of(Sha256.hex(signed(values(item))));
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }
}
