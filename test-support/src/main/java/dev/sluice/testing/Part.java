package dev.sluice.testing;

/** A real server that a test can take away and bring back; its address stays the same. */
public interface Part extends AutoCloseable {
    /** Ends it in order; its data stay. */
    void stop();

    /** Starts it again on its data after {@link #stop} or {@link #kill}; on return it answers. */
    void start();

    /** Ends it as a crash would. */
    void kill();

    /** Makes it hang: connections stay open and nothing answers. */
    void freeze();

    /** Ends {@link #freeze}. */
    void thaw();

    /** Ends it and deletes its data. */
    @Override
    void close();
}
