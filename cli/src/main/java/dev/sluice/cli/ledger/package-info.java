/** How commands of operators ask the ledger's database, and show what it says. */
@NullMarked
package dev.sluice.cli.ledger;

import org.jspecify.annotations.NullMarked;
