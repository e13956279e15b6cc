/** Settings of a process, read from the environment with every mistake reported at once. */
@NullMarked
package dev.sluice.settings;

import org.jspecify.annotations.NullMarked;
