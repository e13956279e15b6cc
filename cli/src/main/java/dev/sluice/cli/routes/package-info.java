/** Commands about routes: which of them take an event, and why. */
@NullMarked
package dev.sluice.cli.routes;

import org.jspecify.annotations.NullMarked;
