/** Which events go to which handler, and how often a failing one is tried. */
@NullMarked
package dev.sluice.route;

import org.jspecify.annotations.NullMarked;
