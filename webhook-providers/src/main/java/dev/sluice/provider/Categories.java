package dev.sluice.provider;

import java.util.Map;

/** Maps each provider's event types to one vocabulary: {@code payment_intent.succeeded} is a {@code payment.succeeded}. */
public final class Categories {
    private final Map<String, Map<String, String>> byProvider;

    /** @param byProvider provider to type to category */
    public Categories(Map<String, Map<String, String>> byProvider) {
        this.byProvider = byProvider;
    }

    /** The category of a provider's type, or the type itself where the preset maps it to none. */
    public String of(String provider, String type) {
        return byProvider.getOrDefault(provider, Map.of()).getOrDefault(type, type);
    }
}
