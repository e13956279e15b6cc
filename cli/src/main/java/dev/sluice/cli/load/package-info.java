/** Puts load on a running instance and measures its answers, at a small cost of its own. */
@NullMarked
package dev.sluice.cli.load;

import org.jspecify.annotations.NullMarked;
