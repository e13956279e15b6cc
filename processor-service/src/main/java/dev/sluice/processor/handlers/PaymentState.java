package dev.sluice.processor.handlers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The states of a payment; of two at the same instant the one of higher rank stands. */
enum PaymentState {
    PROCESSING(10),
    AUTHORIZED(20),
    FAILED(30),
    CANCELLED(40),
    SUCCEEDED(50);

    private final int rank;

    PaymentState(int rank) {
        this.rank = rank;
    }

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
        return rank;
    }
}
