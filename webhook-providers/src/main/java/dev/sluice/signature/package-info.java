/** Proof of origin: schemes, secrets and verdicts. */
@NullMarked
package dev.sluice.signature;

import org.jspecify.annotations.NullMarked;
