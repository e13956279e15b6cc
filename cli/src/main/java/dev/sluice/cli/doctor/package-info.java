/** Looks at a set-up and says what is wrong with it. */
@NullMarked
package dev.sluice.cli.doctor;

import org.jspecify.annotations.NullMarked;
