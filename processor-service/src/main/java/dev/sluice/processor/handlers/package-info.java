/** The handlers that come with Sluice: they keep the projections, or only say what happened. */
@NullMarked
package dev.sluice.processor.handlers;

import org.jspecify.annotations.NullMarked;
