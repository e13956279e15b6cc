/** The demonstration: sends a mix of webhooks, reads back what became of them, and checks the promises. */
@NullMarked
package dev.sluice.cli.demo;

import org.jspecify.annotations.NullMarked;
