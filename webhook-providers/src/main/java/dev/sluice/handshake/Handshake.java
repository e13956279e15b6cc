package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kind of request by which a provider makes sure of an endpoint. Answering has no effect. Thread-safe. */
public interface Handshake {
    /** Whether its requests carry the provider's signature, which is then checked first. */
    boolean isSigned();

    /**
     * The reply to a request of this kind, or why it is rejected: it is not in the provider's form, asks for what is not
     * done, or does not know the endpoint's token. Empty where it is an ordinary request.
     *
     * @param request of any method; of a signed kind only once its signature has been found genuine
     */
    Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means);

    /**
     * Whether a request's body is one that answers of this kind sign for whoever asks: its signature then proves nothing,
     * though it is genuine.
     */
    default boolean signsForAnyone(SignedRequest request) {
        return false;
    }

    /**
     * What an endpoint has to answer with.
     *
     * @param secrets of a signed kind, the one that proved it; else those that are current, the newest first
     * @param options provider-specific values of the endpoint
     */
    record Means(List<Secret> secrets, Map<String, String> options) {
        /** No values: options may be credentials. */
        @Override
        public String toString() {
            return "Means[" + secrets + ", " + options.keySet() + "]";
        }
    }
}
