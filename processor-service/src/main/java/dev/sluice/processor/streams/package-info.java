/** The Kafka Streams side: from the topics through the stores to the batch of each stream thread, and its flush. */
@NullMarked
package dev.sluice.processor.streams;

import org.jspecify.annotations.NullMarked;
