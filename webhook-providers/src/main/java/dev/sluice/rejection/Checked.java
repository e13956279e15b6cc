package dev.sluice.rejection;

/** What came of one check of a request: a value to go on with, or why the request is rejected. */
public sealed interface Checked<T> {
    /**
     * The value, of a check that nothing sent by a stranger can fail.
     *
     * @throws IllegalStateException if it was rejected all the same
     */
    default T orElseThrow() {
        return switch (this) {
            case Passed<T>(T value) -> value;
            case Rejected<T> rejected -> throw new IllegalStateException(rejected.toString());
        };
    }

    /** It passed. */
    record Passed<T>(T value) implements Checked<T> {}

    /**
     * It did not.
     *
     * @param finding what was found: no secret, no signature; for the log, and for the sender where its code says so
     */
    record Rejected<T>(RejectionCode why, String finding) implements Checked<T> {}
}
