package dev.sluice.diagnosis;

import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;

/**
 * A request, scheme or secret as it would be had nobody made a certain mistake.
 *
 * @param code stable word for the mistake
 * @param detail what went wrong and how to mend it
 */
record Variation(String code, String detail, SignatureScheme scheme, SignedRequest request, Secret secret) {}
