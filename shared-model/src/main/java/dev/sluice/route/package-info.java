/** Which events go to which handler, how often a failing one is tried, and {@code routes.yaml}. */
@NullMarked
package dev.sluice.route;

import org.jspecify.annotations.NullMarked;
