package dev.sluice.handler;

/** A failure of the event for now: it is tried again. The message is kept in the history: it names what and why, never a payload or a secret. */
public final class RetryableException extends Exception {
    private static final long serialVersionUID = 1L;

    public RetryableException(String message) {
        super(message);
    }

    public RetryableException(String message, Throwable cause) {
        super(message, cause);
    }
}
