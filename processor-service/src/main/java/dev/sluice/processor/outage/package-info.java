/** What happens while Postgres is away, and how long a drain may wait for it. */
@NullMarked
package dev.sluice.processor.outage;

import org.jspecify.annotations.NullMarked;
