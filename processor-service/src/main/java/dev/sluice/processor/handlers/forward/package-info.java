/** Handlers that pass events on: over HTTP, signed, and to a topic of Kafka. */
@NullMarked
package dev.sluice.processor.handlers.forward;

import org.jspecify.annotations.NullMarked;
