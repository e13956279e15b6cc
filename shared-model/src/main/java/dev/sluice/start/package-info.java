/** What runs before anything else of a program, on any Java from 8 on. */
@NullMarked
package dev.sluice.start;

import org.jspecify.annotations.NullMarked;
