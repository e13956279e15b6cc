/** Finding out why a signature does not match. */
@NullMarked
package dev.sluice.diagnosis;

import org.jspecify.annotations.NullMarked;
