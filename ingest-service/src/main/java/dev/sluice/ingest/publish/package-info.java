/** The way into Kafka: an event is published when the broker has it for good. */
@NullMarked
package dev.sluice.ingest.publish;

import org.jspecify.annotations.NullMarked;
