/** What keeps the wrong senders, and too much of the right ones, away from an endpoint. */
@NullMarked
package dev.sluice.defence;

import org.jspecify.annotations.NullMarked;
