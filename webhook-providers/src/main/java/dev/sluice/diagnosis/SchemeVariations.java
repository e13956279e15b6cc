package dev.sluice.diagnosis;

import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureEncoding;
import dev.sluice.signature.SignaturePlace;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.util.ArrayList;
import java.util.List;

/** The ways in which a sender may have signed, given the one that is configured. */
final class SchemeVariations {
    private SchemeVariations() {}

    static List<Variation> of(SignatureScheme scheme, SignedRequest request, Secret secret) {
        if (!(scheme instanceof ContentScheme content)) {
            return List.of();
        }
        List<Variation> variations = new ArrayList<>();
        for (SignatureEncoding encoding : SignatureEncoding.values()) {
            if (encoding != content.encoding()) {
                variations.add(new Variation(
                        "encoding",
                        "The signature is written in " + encoding + "; " + content.encoding() + " is expected.",
                        content.withEncoding(encoding),
                        request,
                        secret));
            }
        }
        if (content.place() instanceof SignaturePlace.Plain plain
                && !plain.prefix().isEmpty()) {
            variations.add(new Variation(
                    "prefix_missing",
                    "The signature lacks the prefix '" + plain.prefix() + "'.",
                    content.withPlace(new SignaturePlace.Plain(plain.header(), "", plain.separator())),
                    request,
                    secret));
        }
        if (content.algorithm() instanceof HmacAlgorithm) {
            for (HmacAlgorithm algorithm : HmacAlgorithm.values()) {
                if (algorithm != content.algorithm()) {
                    variations.add(new Variation(
                            "algorithm",
                            "It was signed with " + algorithm + "; " + content.algorithm() + " is expected.",
                            content.withAlgorithm(algorithm),
                            request,
                            secret));
                }
            }
        }
        if (content.signed().coversTimestamp()) {
            variations.add(new Variation(
                    "timestamp_not_signed",
                    "The body alone was signed; " + content.signed() + " is expected.",
                    content.withBodyAlone(),
                    request,
                    secret));
        }
        return variations;
    }
}
