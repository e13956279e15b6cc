package dev.sluice.diagnosis;

import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.KeyForm;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.util.ArrayList;
import java.util.List;

/** The keys a sender may have used, given the secret that is configured. */
final class KeyVariations {
    private KeyVariations() {}

    static List<Variation> of(SignatureScheme scheme, SignedRequest request, Secret secret) {
        List<Variation> variations = new ArrayList<>();
        String text = secret.text();
        String bare = text.strip();
        for (String quote : List.of("\"", "'")) {
            if (bare.length() > 1 && bare.startsWith(quote) && bare.endsWith(quote)) {
                bare = bare.substring(1, bare.length() - 1);
            }
        }
        if (!bare.equals(text) && !bare.isEmpty() && scheme.keyDefect(bare).isEmpty()) {
            variations.add(new Variation(
                    "secret_has_blanks",
                    "The configured secret has blanks, a line end or quotes around it; remove them.",
                    scheme,
                    request,
                    new Secret(secret.label(), bare)));
        }
        if (scheme instanceof ContentScheme content && !content.algorithm().isAsymmetric()) {
            for (KeyForm form : KeyForm.values()) {
                ContentScheme other = content.withKeyForm(form);
                if (form != content.form() && other.keyDefect(text).isEmpty()) {
                    variations.add(new Variation(
                            "key_form",
                            "The sender's key is the secret read as " + form + "; here it is read as " + content.form()
                                    + ".",
                            other,
                            request,
                            secret));
                }
            }
        }
        return variations;
    }
}
