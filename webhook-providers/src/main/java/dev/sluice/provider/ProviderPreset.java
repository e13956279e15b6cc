package dev.sluice.provider;

import dev.sluice.access.AddressRange;
import dev.sluice.handshake.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one provider, so that an endpoint need only name it.
 *
 * @param name as endpoints name it
 * @param schemes how its requests are proven, at most one for each kind of key; none when each endpoint says so itself
 * @param identity where its events' identity is found; empty when each endpoint says so itself
 * @param body what its bodies look like; empty when each endpoint says so itself
 * @param handshakes requests of its that are no events
 * @param options values an endpoint gives beside its secrets
 * @param coverage what its signature proves
 * @param addresses where its requests come from; empty when it does not say
 * @param categories its event types to the vocabulary all providers share, where the names differ
 */
public record ProviderPreset(
        String name,
        List<SchemeFactory> schemes,
        Optional<EventIdentity> identity,
        Optional<BodyForms> body,
        List<Handshake> handshakes,
        List<Option> options,
        Coverage coverage,
        List<AddressRange> addresses,
        Map<String, String> categories) {
    /**
     * A provider-specific value.
     *
     * @param required whether an endpoint must give it
     * @param help what it is and where it is found
     */
    public record Option(String name, boolean required, String help) {}

    /**
     * What a signature covers; the rest of a request may have been changed on its way.
     *
     * @param body every byte of the body
     * @param id the event id, so that one signed body can't be passed off as many events
     * @param time a timestamp, so that an old request can be told from a new one
     */
    public record Coverage(boolean body, boolean id, boolean time) {}
}
