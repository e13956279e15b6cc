/** The Kafka Streams side: from the topics through the stores and back to the topics. */
@NullMarked
package dev.sluice.processor.topology;

import org.jspecify.annotations.NullMarked;
