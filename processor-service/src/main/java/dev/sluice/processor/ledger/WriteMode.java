package dev.sluice.processor.ledger;

/** How new rows go in. */
enum WriteMode {
    /** Quick, and refused as a whole when one of the rows is there already: for what the look-up has not found. */
    COPY,
    /** Leaves out what is there, and tells what that was: for when others write at the same time, and for parts of a batch. */
    INSERT
}
