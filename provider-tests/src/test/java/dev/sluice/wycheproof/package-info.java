/** Project Wycheproof's cases, and our own of the same kinds, against our checks. */
@NullMarked
package dev.sluice.wycheproof;

import org.jspecify.annotations.NullMarked;
