package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The states of a payment; of two at the same instant the one of higher rank stands. */
enum PaymentState {
    PROCESSING(10),
    AUTHORIZED(20),
    FAILED(30),
    CANCELLED(40),
    SUCCEEDED(50);

    private static final Map<String, PaymentState> BY_CATEGORY =
            Arrays.stream(values()).collect(toUnmodifiableMap(PaymentState::category, state -> state));

    private final int rank;

    PaymentState(int rank) {
        this.rank = rank;
    }

    /** The state that an event of this category announces. */
    static Optional<PaymentState> announcedBy(String category) {
        return Optional.ofNullable(BY_CATEGORY.get(category));
    }

    /** The category that announces it. */
    String category() {
        return "payment." + word();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int rank() {
        return rank;
    }
}
