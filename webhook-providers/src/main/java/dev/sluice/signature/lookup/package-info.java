/** Keys of providers that publish them at an address of their own. */
@NullMarked
package dev.sluice.signature.lookup;

import org.jspecify.annotations.NullMarked;
