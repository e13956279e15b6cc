/** What is asked of the ledger's tables and changed in them by operators: the same for the command line and the processor's API. */
@NullMarked
package dev.sluice.query;

import org.jspecify.annotations.NullMarked;
