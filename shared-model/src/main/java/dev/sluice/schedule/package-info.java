/** Work that comes back from time to time. */
@NullMarked
package dev.sluice.schedule;

import org.jspecify.annotations.NullMarked;
