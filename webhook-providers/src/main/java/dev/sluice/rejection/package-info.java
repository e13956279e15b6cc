/** Why a request is rejected: the codes that senders see, and what a diagnosis found. */
@NullMarked
package dev.sluice.rejection;

import org.jspecify.annotations.NullMarked;
