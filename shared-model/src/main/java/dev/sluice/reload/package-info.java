/** Configuration files that are taken up while a service runs. */
@NullMarked
package dev.sluice.reload;

import org.jspecify.annotations.NullMarked;
