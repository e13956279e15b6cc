/** What a handler is given, what it may answer, and how it fails. Users implement it and bring a jar of their own. */
@NullMarked
package dev.sluice.handler;

import org.jspecify.annotations.NullMarked;
