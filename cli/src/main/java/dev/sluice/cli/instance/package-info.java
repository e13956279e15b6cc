/** A system that runs on this machine: where its files are, and how a command finds it. */
@NullMarked
package dev.sluice.cli.instance;

import org.jspecify.annotations.NullMarked;
