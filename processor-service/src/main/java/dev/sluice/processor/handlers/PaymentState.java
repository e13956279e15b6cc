package dev.sluice.processor.handlers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The states of a payment; of two at the same instant the one declared later stands. */
enum PaymentState {
    PROCESSING,
    AUTHORIZED,
    FAILED,
    CANCELLED,
    SUCCEEDED;

    /** The state that an event of this category announces. */
    static Optional<PaymentState> announcedBy(String category) {
        return Arrays.stream(values())
                .filter(state -> category.equals("payment." + state.word()))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int rank() {
        return (ordinal() + 1) * 10;
    }
}
