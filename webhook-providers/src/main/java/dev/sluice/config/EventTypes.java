package dev.sluice.config;

import dev.sluice.provider.ProviderPreset;
import dev.sluice.sample.SamplePayloads;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The types and categories that a provider's events are known to have. No preset knows all types, so one that only
 * begins as a known one does may exist too.
 *
 * @param provider the preset's name; empty where it is not known
 * @param known empty where senders choose their own
 */
public record EventTypes(String provider, Set<String> known) {
    /** Of a provider that is not known. */
    static final EventTypes ANY = new EventTypes("", Set.of());

    private static final Set<String> OF_THE_SENDERS = Set.of("cloudevents", "standard-webhooks", "svix");
    private static final Pattern STEP = Pattern.compile("[.:/_]");

    public EventTypes {
        known = Set.copyOf(known);
    }

    static EventTypes of(ProviderPreset preset) {
        if (preset.identity().isEmpty() || OF_THE_SENDERS.contains(preset.name())) {
            return new EventTypes(preset.name(), Set.of());
        }
        Set<String> known = new TreeSet<>(preset.categories().keySet());
        known.addAll(preset.categories().values());
        known.addAll(SamplePayloads.types(preset.name()));
        return new EventTypes(preset.name(), known);
    }

    /** Whether senders choose their own. */
    public boolean isAny() {
        return known.isEmpty();
    }

    /** Whether a type is one of these, or begins with the same word. */
    public boolean mayHave(String type) {
        return known.isEmpty()
                || known.contains(type)
                || known.stream().anyMatch(one -> word(one).equals(word(type)));
    }

    private static String word(String type) {
        return STEP.split(type, 2)[0];
    }
}
