/** What operators see of the service: metrics and the log of refusals. */
@NullMarked
package dev.sluice.ingest.metrics;

import org.jspecify.annotations.NullMarked;
