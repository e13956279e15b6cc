package dev.sluice.route;

import java.util.Locale;
import java.util.function.Predicate;

/** What is known of every event, whatever its body says; routes match it by patterns. */
public enum Attribute {
    /** The provider's own type, and its category. */
    EVENTS {
        @Override
        boolean is(RoutableEvent event, Predicate<String> wanted) {
            return wanted.test(event.type()) || wanted.test(event.category());
        }
    },
    /** The type in the common vocabulary, or the type itself where it has none there. */
    CATEGORIES {
        @Override
        boolean is(RoutableEvent event, Predicate<String> wanted) {
            return wanted.test(event.category());
        }
    },
    /** The endpoint that received it. */
    ENDPOINTS {
        @Override
        boolean is(RoutableEvent event, Predicate<String> wanted) {
            return wanted.test(event.endpoint());
        }
    },
    /** The preset of that endpoint. */
    PROVIDERS {
        @Override
        boolean is(RoutableEvent event, Predicate<String> wanted) {
            return wanted.test(event.provider());
        }
    },
    /** {@code true} or {@code false} as the event itself says, {@code unknown} where it says nothing. */
    LIVEMODE {
        @Override
        boolean is(RoutableEvent event, Predicate<String> wanted) {
            return wanted.test(event.livemode());
        }
    };

    /** Its key in {@code routes.yaml}. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether one of the values that an event has here is wanted. */
    abstract boolean is(RoutableEvent event, Predicate<String> wanted);
}
