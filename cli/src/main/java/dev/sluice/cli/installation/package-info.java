/** What every command stands on: where Sluice is installed, what its services read, and how a command fails. */
@NullMarked
package dev.sluice.cli.installation;

import org.jspecify.annotations.NullMarked;
