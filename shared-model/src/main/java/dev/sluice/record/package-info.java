/** The form that events, redeliveries and rejections have as Kafka records, written and read in one place. */
@NullMarked
package dev.sluice.record;

import org.jspecify.annotations.NullMarked;
