/** A handler for trying out failures. */
@NullMarked
package dev.sluice.processor.handlers.rehearsal;

import org.jspecify.annotations.NullMarked;
