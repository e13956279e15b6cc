/** What an accepted webhook is, and the Kafka records that carry it. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
