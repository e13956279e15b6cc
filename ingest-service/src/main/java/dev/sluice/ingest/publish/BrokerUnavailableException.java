package dev.sluice.ingest.publish;

/** The broker did not acknowledge an event in time; whether it has the event is unknown. */
public final class BrokerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
