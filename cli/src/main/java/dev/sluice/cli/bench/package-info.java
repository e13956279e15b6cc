/** Measures a fresh instance on this machine, beside baselines of the same machine and minute. */
@NullMarked
package dev.sluice.cli.bench;

import org.jspecify.annotations.NullMarked;
