/** Which route takes an event, which handler that is, and what one call of it comes to. */
@NullMarked
package dev.sluice.processor.attempt;

import org.jspecify.annotations.NullMarked;
