/** {@code sluice events}. */
@NullMarked
package dev.sluice.cli.event;

import org.jspecify.annotations.NullMarked;
