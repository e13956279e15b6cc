package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Proof by a token that is sent as it is: it covers nothing of the request, and whoever reads one request has it.
 *
 * @param places where the token may be; the first that has one counts
 */
public record TokenScheme(List<TokenPlace> places) implements SignatureScheme {
    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        for (TokenPlace place : places) {
            List<String> presented = place.read(request);
            if (!presented.isEmpty()) {
                return verify(place, presented, secrets);
            }
        }
        return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "there is no token in " + description());
    }

    private static Checked<Genuine> verify(TokenPlace place, List<String> presented, List<Secret> secrets) {
        for (Secret secret : secrets) {
            byte[] expected = place.written(secret).getBytes(UTF_8);
            boolean all = true;
            for (String token : presented) {
                all &= MessageDigest.isEqual(expected, token.getBytes(UTF_8));
            }
            if (all) {
                return new Passed<>(new Genuine(secret.label()));
            }
        }
        return new Rejected<>(
                RejectionCode.SIGNATURE_MISMATCH,
                "the token in " + place + " is none of " + secrets.size() + " secrets");
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        TokenPlace place = places.getFirst();
        return place.write(request, place.written(key));
    }

    @Override
    public List<String> headers() {
        return places.stream().flatMap(place -> place.headers().stream()).toList();
    }

    @Override
    public List<String> credentials() {
        return places.stream().flatMap(place -> place.names().stream()).toList();
    }

    @Override
    public String description() {
        return "a token in "
                + String.join(" or ", places.stream().map(Object::toString).toList());
    }

    @Override
    public Keys keys() {
        return Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return places.stream().flatMap(place -> place.defect(text).stream()).findFirst();
    }
}
