/** The Kafka topics Sluice owns and how they are created. */
@NullMarked
package dev.sluice.topic;

import org.jspecify.annotations.NullMarked;
