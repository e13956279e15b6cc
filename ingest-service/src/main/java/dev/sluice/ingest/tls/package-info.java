/** The certificate of the public port, where Sluice speaks TLS itself. */
@NullMarked
package dev.sluice.ingest.tls;

import org.jspecify.annotations.NullMarked;
