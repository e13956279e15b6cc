package dev.sluice.provider;

/**
 * What an endpoint answers in the place of the usual 202.
 *
 * @param status from 200 to 299
 * @param contentType of the body
 * @param body as it is sent; may be empty
 */
public record SuccessAnswer(int status, String contentType, String body) {}
