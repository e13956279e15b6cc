/** What a metric is called and means, declared once for the code that records it and the page that explains it. */
@NullMarked
package dev.sluice.metrics;

import org.jspecify.annotations.NullMarked;
