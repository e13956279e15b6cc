/** Jobs: replays, redrives and discards, planned and run a step at a time by whichever instance is free. */
@NullMarked
package dev.sluice.processor.job;

import org.jspecify.annotations.NullMarked;
