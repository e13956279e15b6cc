package dev.sluice.cli.load;

/** Makes the requests of one load, each from its number alone. Thread-safe. */
public interface Requests {
    /** The bytes of one HTTP request, head and body. */
    byte[] bytes(long number);

    /** The same {@code GET} again and again. */
    static Requests get(Target target) {
        byte[] bytes = RequestBytes.get(target);
        return number -> bytes;
    }
}
