package dev.sluice.processor.handlers;

import dev.sluice.config.ProviderPresets;
import dev.sluice.handler.Event;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which reader an event's payload is for: that is known of its provider and type. Its shape says nothing: many providers have a
 * {@code data.object}.
 */
final class PayloadReaders {
    // Names that Stripe's own events do not have; a customer and an invoice look alike in both.
    private static final Pattern CORE_TYPES = Pattern.compile("(payment|subscription|dispute)\\.[a-z_]+");

    private PayloadReaders() {}

    /** Loaded when it is first asked for: presets take a while to be read. */
    private static final class Bundled {
        static final Set<String> NAMES = ProviderPresets.bundled().names();
    }

    /** The reader of an event's payload, or empty where there is none yet. */
    static Optional<PayloadReader> of(Event event) {
        return switch (event.provider()) {
            case "stripe" ->
                Optional.of(CORE_TYPES.matcher(event.type()).matches() ? new CorePayloads() : new StripePayloads());
            case "razorpay" -> Optional.of(new RazorpayPayloads());
            case "paypal" -> Optional.of(new PayPalPayloads());
            case "adyen" -> Optional.of(new AdyenPayloads());
            case "square" -> Optional.of(new SquarePayloads());
            case "paddle" -> Optional.of(new PaddlePayloads());
            case "shopify" -> Optional.of(new ShopifyPayloads());
            case "generic" -> Optional.of(new CorePayloads());
            // Who writes a preset of their own can send what the built-in handlers take.
            default -> Bundled.NAMES.contains(event.provider()) ? Optional.empty() : Optional.of(new CorePayloads());
        };
    }
}
