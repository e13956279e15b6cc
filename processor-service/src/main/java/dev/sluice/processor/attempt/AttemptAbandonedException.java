package dev.sluice.processor.attempt;

/** An attempt that came to no outcome, for no fault of the event: it is not counted, and made again. */
public final class AttemptAbandonedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AttemptAbandonedException(String message) {
        super(message);
    }

    public AttemptAbandonedException(String message, Throwable cause) {
        super(message, cause);
    }
}
