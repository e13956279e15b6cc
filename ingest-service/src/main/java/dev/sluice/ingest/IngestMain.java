package dev.sluice.ingest;

/** Starts ingest-service. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] args) {
        System.out.println("sluice ingest-service");
    }
}
