/** What is recorded of a request that was refused. */
@NullMarked
package dev.sluice.rejection;

import org.jspecify.annotations.NullMarked;
