/** Configuration files and process settings, read with every mistake reported at once. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
