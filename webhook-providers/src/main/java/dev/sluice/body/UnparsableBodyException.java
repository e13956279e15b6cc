package dev.sluice.body;

/** A body is not what its format says, or has more parts than are taken; the message quotes none of it. */
public final class UnparsableBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnparsableBodyException(String message) {
        super(message);
    }

    UnparsableBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
