package dev.sluice.provider;

import dev.sluice.signature.SignatureScheme;
import java.util.Map;

/** Makes the scheme of an endpoint. */
public interface SchemeFactory {
    /**
     * Makes it.
     *
     * @param options the endpoint's provider-specific values, by name
     * @throws IllegalArgumentException saying which option can't be used; quotes none that may be a secret
     */
    SignatureScheme with(Map<String, String> options);
}
