/** How log lines for people are written. */
@NullMarked
package dev.sluice.logging;

import org.jspecify.annotations.NullMarked;
