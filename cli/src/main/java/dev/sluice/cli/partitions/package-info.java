/** {@code sluice partitions}: how many partitions the topics have, and how they get more. */
@NullMarked
package dev.sluice.cli.partitions;

import org.jspecify.annotations.NullMarked;
