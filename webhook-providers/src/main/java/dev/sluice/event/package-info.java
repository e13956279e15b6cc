/** What an accepted webhook is. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
