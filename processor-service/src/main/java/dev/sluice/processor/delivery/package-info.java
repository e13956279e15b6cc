/** Deliveries, attempts at them, and what else a batch holds. */
@NullMarked
package dev.sluice.processor.delivery;

import org.jspecify.annotations.NullMarked;
