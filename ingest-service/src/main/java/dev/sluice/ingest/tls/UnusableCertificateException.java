package dev.sluice.ingest.tls;

/** A certificate or its key that can't be served with; says what to do. */
public final class UnusableCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fix;

    UnusableCertificateException(String what, String fix) {
        super(what);
        this.fix = fix;
    }

    UnusableCertificateException(String what, String fix, Throwable cause) {
        super(what, cause);
        this.fix = fix;
    }

    /** What the operator has to do. */
    public String fix() {
        return fix;
    }
}
