/** What becomes of one request: the checks in order, cheapest first, then Kafka. */
@NullMarked
package dev.sluice.ingest.receive;

import org.jspecify.annotations.NullMarked;
