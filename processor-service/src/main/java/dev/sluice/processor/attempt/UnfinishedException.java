package dev.sluice.processor.attempt;

/** An attempt that came to no conclusion, for no fault of the event: it is not counted, and made again. */
public final class UnfinishedException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnfinishedException(String message) {
        super(message);
    }

    public UnfinishedException(String message, Throwable cause) {
        super(message, cause);
    }
}
