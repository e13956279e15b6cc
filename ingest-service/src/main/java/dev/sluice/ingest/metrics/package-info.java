/** What operators see of the service: metrics and the log of rejections. */
@NullMarked
package dev.sluice.ingest.metrics;

import org.jspecify.annotations.NullMarked;
