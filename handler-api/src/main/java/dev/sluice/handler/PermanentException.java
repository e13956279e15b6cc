package dev.sluice.handler;

/** A failure of the event for ever: it is dead-lettered. The message is kept in the history: it names what and why, never a payload or a secret. */
public final class PermanentException extends Exception {
    private static final long serialVersionUID = 1L;

    public PermanentException(String message) {
        super(message);
    }

    public PermanentException(String message, Throwable cause) {
        super(message, cause);
    }
}
