/** How refused requests get from their topic into the database. */
@NullMarked
package dev.sluice.processor.rejection;

import org.jspecify.annotations.NullMarked;
