package dev.sluice.processor.ledger;

/** The database did not answer what somebody asked of it. */
public final class QueryRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What is to be done about it. */
    public enum Why {
        /** It took too long, or waited for another transaction. */
        TOO_SLOW,
        /** A value can't be of the type it is compared with. */
        BAD_VALUE
    }

    QueryRefusedException(Why why, Throwable cause) {
        super(cause.getMessage(), cause);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
