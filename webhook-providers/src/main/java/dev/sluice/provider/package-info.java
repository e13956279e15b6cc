/** What differs from provider to provider: presets, endpoints, and where an event's identity is found. */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
