@NullMarked
package dev.sluice.systemtests;

import org.jspecify.annotations.NullMarked;
