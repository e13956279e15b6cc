/** What becomes of the knowledge that a request was refused: a count, a log line and a record. */
@NullMarked
package dev.sluice.ingest.rejection;

import org.jspecify.annotations.NullMarked;
