/** The real broker, the real database, and made-up events, for the tests of every module. */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
