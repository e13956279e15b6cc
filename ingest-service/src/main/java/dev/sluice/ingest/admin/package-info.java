/** What an operator may ask of a running instance: its endpoints with their figures, and a webhook of its own making. */
@NullMarked
package dev.sluice.ingest.admin;

import org.jspecify.annotations.NullMarked;
