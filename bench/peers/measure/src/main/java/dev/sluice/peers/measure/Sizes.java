package dev.sluice.peers.measure;

/** What is the same for all peers. */
final class Sizes {
    /** Threads that read and write at the same time: as many as Sluice has stream threads. */
    static final int THREADS = 2;

    /** Events in one transaction at most: as many as Sluice's consumers take at once. */
    static final int BATCH = 2000;

    /** Connections of the load. */
    static final int CONNECTIONS = 64;

    /** Heap of a peer that reads the topic, as Sluice's processor has. */
    static final String TOPIC_HEAP = "1g";

    /** Heap of a receiver, as Sluice's ingest service has. */
    static final String HTTP_HEAP = "512m";

    private Sizes() {}
}
