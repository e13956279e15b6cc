/** What Sluice is measured against: the batch listener an engineer would write by hand, and the database's own limit. */
@NullMarked
package dev.sluice.cli.bench.baseline;

import org.jspecify.annotations.NullMarked;
