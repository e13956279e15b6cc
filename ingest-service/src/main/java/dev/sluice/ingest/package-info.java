@NullMarked
package dev.sluice.ingest;

import org.jspecify.annotations.NullMarked;
