package dev.sluice.peers.measure;

/**
 * What Postgres counts.
 *
 * @param transactions committed in one database
 * @param walBytes written to the log by all
 */
record Counters(long transactions, long walBytes) {
    Counters minus(Counters earlier) {
        return new Counters(transactions - earlier.transactions, walBytes - earlier.walBytes);
    }
}
