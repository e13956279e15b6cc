/** Postgres: claims, audit, dead letters and effects, written in one transaction per batch. */
@NullMarked
package dev.sluice.processor.ledger;

import org.jspecify.annotations.NullMarked;
