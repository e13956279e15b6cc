/** A unit of work, its attempts and what came of them. */
@NullMarked
package dev.sluice.processor.work;

import org.jspecify.annotations.NullMarked;
