/** What happens while Postgres is away. */
@NullMarked
package dev.sluice.processor.outage;

import org.jspecify.annotations.NullMarked;
