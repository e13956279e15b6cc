/** The files of {@code deploy/} and {@code docker-compose.yml} agree with the services and with one another. */
@NullMarked
package dev.sluice.systemtests.deployment;

import org.jspecify.annotations.NullMarked;
