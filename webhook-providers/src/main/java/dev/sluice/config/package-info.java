/** Endpoints and providers as YAML files describe them, read with every mistake reported at once. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
