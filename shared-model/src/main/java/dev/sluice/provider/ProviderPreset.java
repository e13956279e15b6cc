package dev.sluice.provider;

import dev.sluice.defence.AddressRange;
import dev.sluice.signature.SignatureScheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one provider, so that an endpoint need only name it.
 *
 * @param name as endpoints name it
 * @param scheme how its requests are proven; empty when each endpoint says so itself
 * @param identity where its events' identity is found; empty when each endpoint says so itself
 * @param coverage what its signature proves
 * @param addresses where its requests come from; empty when it does not say
 * @param categories its event types to the vocabulary all providers share, where the names differ
 */
public record ProviderPreset(
        String name,
        Optional<SignatureScheme> scheme,
        Optional<EventIdentity> identity,
        Coverage coverage,
        List<AddressRange> addresses,
        Map<String, String> categories) {
    /**
     * What a signature covers; the rest of a request may have been changed on its way.
     *
     * @param body every byte of the body
     * @param id the event id, so that one signed body can't be passed off as many events
     * @param time a timestamp, so that an old request can be told from a new one
     */
    public record Coverage(boolean body, boolean id, boolean time) {}
}
