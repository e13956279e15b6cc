package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.ProviderPresets;
import dev.sluice.handler.Event;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * In whose form an event's payload is written: that is known of its provider and type. Its shape says nothing: many providers
 * have a {@code data.object}.
 */
enum PayloadForm {
    /** {@code data.object} is the object, in Sluice's own words: {@code customer_id}, {@code payment_id}. */
    CORE,
    /** {@code data.object} is one of Stripe's objects. */
    STRIPE,
    /** {@code payload.<kind>.entity} is one of Razorpay's. */
    RAZORPAY;

    // Names that Stripe's own events do not have; a customer and an invoice look alike in both.
    private static final Pattern CORE_TYPES = Pattern.compile("(payment|subscription|dispute)\\.[a-z_]+");

    /** Loaded when it is first asked for: presets take a while to be read. */
    private static final class Bundled {
        static final Set<String> NAMES = ProviderPresets.bundled().names();
    }

    /** The form of an event's payload, or empty where it is none that can be read. */
    static Optional<PayloadForm> of(Event event) {
        return switch (event.provider()) {
            case "stripe" -> Optional.of(CORE_TYPES.matcher(event.type()).matches() ? CORE : STRIPE);
            case "razorpay" -> Optional.of(RAZORPAY);
            case "generic" -> Optional.of(CORE);
            // Who writes a preset of their own can send what the built-in handlers take.
            default -> Bundled.NAMES.contains(event.provider()) ? Optional.empty() : Optional.of(CORE);
        };
    }

    /** Why nothing is made of an event whose payload has another form. */
    static String unreadable(Event event) {
        return "payloads of " + event.provider() + " can't be read yet";
    }

    /** The object of a kind that an event is about. */
    Fields object(JsonNode payload, String kind) {
        return Fields.at(payload, this == RAZORPAY ? "payload." + kind + ".entity" : "data.object");
    }

    /** What the object's fields were before the event; nothing where the provider does not say. */
    static Fields replaced(JsonNode payload) {
        return Fields.at(payload, "data.previous_attributes");
    }

    /** The account at the provider that the event is about; empty where it names none. */
    String account(JsonNode payload) {
        Fields event = new Fields(payload, "");
        Optional<String> account = switch (this) {
            case CORE -> event.text("account");
            case STRIPE -> event.text("account", "context");
            case RAZORPAY -> event.text("account_id");
        };
        return account.orElse("");
    }
}
