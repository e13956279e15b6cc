/** Commands about an instance that runs on this machine: how it is, what it says, how it ends. */
@NullMarked
package dev.sluice.cli.running;

import org.jspecify.annotations.NullMarked;
