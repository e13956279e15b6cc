package dev.sluice.event;

/** A header of an event's record that Sluice does not know: another program's. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OtherHeader(String name, byte[] value) {}
