/** What operators ask for in bulk: replays, redrives and discards, and which events or dead letters they select. */
@NullMarked
package dev.sluice.job;

import org.jspecify.annotations.NullMarked;
