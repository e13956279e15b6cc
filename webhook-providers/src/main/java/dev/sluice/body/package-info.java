/** Bodies as they are read: JSON, XML and forms, in one pass each and with bounds. */
@NullMarked
package dev.sluice.body;

import org.jspecify.annotations.NullMarked;
