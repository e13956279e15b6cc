package dev.sluice.cli.demo;

import dev.sluice.rejection.RejectionCode;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;

/** One request of the demonstration, and what is to come of it. */
sealed interface DemoRequest {
    /** The request, signed as it is to be sent. */
    SignedRequest request(Instant now);

    /** A genuine webhook. */
    record Genuine(Webhook webhook, String url) implements DemoRequest {
        @Override
        public SignedRequest request(Instant now) {
            return webhook.signed(url, now);
        }
    }

    /** One that must be refused. */
    record Bad(Signing signing, RejectionCode expected) implements DemoRequest {
        @Override
        public SignedRequest request(Instant now) {
            return signing.at(now);
        }
    }

    /** Makes a request at the time it is sent. */
    interface Signing {
        SignedRequest at(Instant now);
    }
}
