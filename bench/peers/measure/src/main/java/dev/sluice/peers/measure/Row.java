package dev.sluice.peers.measure;

/**
 * One line of the table.
 *
 * @param writes what it makes durable for an event
 * @param perSecond events
 * @param detail the second half alone, or the latency
 * @param cpu of an event
 * @param transactions of a thousand events; NaN when the database has no part in it
 * @param walBytes of an event; NaN likewise
 */
record Row(
        String what, String writes, double perSecond, String detail, Cpu cpu, double transactions, double walBytes) {}
