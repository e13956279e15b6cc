/** Who is let in: addresses, HTTPS, and the rate limits of an address, an endpoint, a provider and all together. */
@NullMarked
package dev.sluice.ingest.access;

import org.jspecify.annotations.NullMarked;
