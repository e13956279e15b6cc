/** Taking up a changed configuration while requests go on. */
@NullMarked
package dev.sluice.ingest.reload;

import org.jspecify.annotations.NullMarked;
