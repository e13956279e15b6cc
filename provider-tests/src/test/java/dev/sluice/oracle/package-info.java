/** The providers' own libraries against our checks. */
@NullMarked
package dev.sluice.oracle;

import org.jspecify.annotations.NullMarked;
