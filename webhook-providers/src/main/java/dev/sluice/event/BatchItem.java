package dev.sluice.event;

/**
 * The place of an event in the batch body that carried it.
 *
 * @param index position in the batch, from 0
 * @param count items in the batch
 * @param sha256 lower-case hex SHA-256 of the whole body as received
 */
public record BatchItem(int index, int count, String sha256) {}
