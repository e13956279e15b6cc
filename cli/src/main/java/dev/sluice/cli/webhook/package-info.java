/** Webhooks made here: filled in, signed as their provider signs, posted, and explained. */
@NullMarked
package dev.sluice.cli.webhook;

import org.jspecify.annotations.NullMarked;
