package dev.sluice.processor.streams;

import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.record.UndecodableRecordException;
import java.time.Instant;
import java.util.List;

/** What the processors that read the topics hand on to {@link AttemptProcessor}. */
sealed interface DecodedRecord {
    /**
     * Deliveries to be attempted: one for each route that takes the event.
     *
     * @param due when they may be attempted; of a fresh event the record's own time
     * @param at where the record stands that brought them
     */
    record Deliveries(List<Delivery> deliveries, Instant due, Coordinates at) implements DecodedRecord {}

    /**
     * Deliveries whose record stands on another partition than their event's own: they go there as they are.
     *
     * @param due when they may be attempted
     */
    record Displaced(List<Delivery> deliveries, Instant due) implements DecodedRecord {}

    /**
     * Deliveries that are to be given up without an attempt, since threads have died at their record.
     *
     * @param why the end of their history
     */
    record Apart(List<Delivery> deliveries, String why) implements DecodedRecord {
        /** @throws UndecodableRecordException for what has no deliveries to be given up here */
        static DecodedRecord of(DecodedRecord decoded, String why) throws UndecodableRecordException {
            return switch (decoded) {
                case Deliveries(List<Delivery> deliveries, var due, var at) -> new Apart(deliveries, why);
                case Apart apart -> apart;
                case Displaced displaced -> throw new UndecodableRecordException(why);
                case BatchOnly other -> throw new UndecodableRecordException(why);
            };
        }
    }

    /**
     * Something that is only to be written: a copy to be counted, or a record that can't be decoded.
     *
     * @param bytes what it adds to the batch
     */
    record BatchOnly(BatchEntry entry, int bytes) implements DecodedRecord {}
}
