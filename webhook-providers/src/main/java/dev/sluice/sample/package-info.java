/** Webhooks made here, as their providers would send them: to try an endpoint out. */
@NullMarked
package dev.sluice.sample;

import org.jspecify.annotations.NullMarked;
