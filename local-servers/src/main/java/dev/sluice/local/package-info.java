/** A real broker and a real database on this machine, each a process of its own. */
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
