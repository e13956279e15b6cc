package dev.sluice.provider;

import dev.sluice.signature.SignatureScheme;
import java.util.Map;

/** Makes the scheme of an endpoint. */
public interface SchemeFactory {
    /**
     * @param options the endpoint's provider-specific values, by name; required ones may be missing after a mistake
     * @throws IllegalArgumentException if an option can't be used; the message quotes none
     */
    SignatureScheme with(Map<String, String> options);
}
