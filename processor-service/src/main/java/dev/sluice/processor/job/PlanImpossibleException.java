package dev.sluice.processor.job;

/** What was asked for can't be done; the message says why, and what to ask for instead. */
final class PlanImpossibleException extends Exception {
    private static final long serialVersionUID = 1L;

    PlanImpossibleException(String message) {
        super(message);
    }
}
