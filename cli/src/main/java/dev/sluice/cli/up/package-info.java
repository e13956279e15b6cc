/** Runs the whole system on one machine: broker, database and both services, each a process of its own. */
@NullMarked
package dev.sluice.cli.up;

import org.jspecify.annotations.NullMarked;
