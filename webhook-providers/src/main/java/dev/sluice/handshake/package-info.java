/** Requests by which a provider makes sure of an endpoint; they are answered and never become events. */
@NullMarked
package dev.sluice.handshake;

import org.jspecify.annotations.NullMarked;
