/** Targets for the fuzzer; every build runs them over their seeds. */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
