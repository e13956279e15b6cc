/** The query and control API under {@code /api}: who may ask what, in what form, and how every answer looks. */
@NullMarked
package dev.sluice.processor.api;

import org.jspecify.annotations.NullMarked;
