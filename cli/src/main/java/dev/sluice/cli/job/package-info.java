/** {@code sluice jobs}, {@code replay} and {@code dlq}: what operators do in bulk. */
@NullMarked
package dev.sluice.cli.job;

import org.jspecify.annotations.NullMarked;
