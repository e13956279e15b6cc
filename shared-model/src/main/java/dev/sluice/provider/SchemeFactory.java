package dev.sluice.provider;

import dev.sluice.signature.SignatureScheme;
import java.util.Map;

/** Makes the scheme of an endpoint. */
public interface SchemeFactory {
    /** @param options the endpoint's provider-specific values, by name */
    SignatureScheme with(Map<String, String> options);
}
