/** The processor's own HTTP port: health and metrics. */
@NullMarked
package dev.sluice.processor.health;

import org.jspecify.annotations.NullMarked;
