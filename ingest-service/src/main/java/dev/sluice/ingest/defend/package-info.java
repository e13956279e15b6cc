/** Who is let in: addresses, HTTPS, and how much may come from whom. */
@NullMarked
package dev.sluice.ingest.defend;

import org.jspecify.annotations.NullMarked;
