/** What keeps the wrong senders, and too much of the right ones, away from an endpoint. */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
