/** The two ports: what comes in becomes a webhook request, what comes of it becomes an answer. */
@NullMarked
package dev.sluice.ingest.http;

import org.jspecify.annotations.NullMarked;
