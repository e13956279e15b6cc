/** Looks at configuration files alone, without anything that runs. */
@NullMarked
package dev.sluice.cli.check;

import org.jspecify.annotations.NullMarked;
