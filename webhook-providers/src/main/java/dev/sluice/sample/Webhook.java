package dev.sluice.sample;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.ValuePath;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Map;

/**
 * One webhook that is to be sent.
 *
 * @param eventId goes into a header where the provider has it there
 * @param type goes into a header where the provider has it there
 * @param headers the content type, and what else the provider always sends
 * @param body as it is signed and sent
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Webhook(Endpoint endpoint, String eventId, String type, RequestHeaders headers, byte[] body) {
    /**
     * The header that tells a webhook made here from a provider's own: its value says what made it. Nothing signs it, so it
     * informs and proves nothing.
     */
    public static final String TEST_HEADER = "x-sluice-test";

    /** A body in the endpoint's usual format. */
    public Webhook(Endpoint endpoint, String eventId, String type, byte[] body) {
        this(
                endpoint,
                eventId,
                type,
                RequestHeaders.of(Map.of(
                        "content-type", endpoint.body().formats().getFirst().contentType())),
                body);
    }

    /** One made from a sample. */
    public static Webhook of(Endpoint endpoint, Sample sample, FreshIds ids) {
        return new Webhook(endpoint, ids.eventId(), sample.type(), sample.headers(ids), sample.body(ids));
    }

    /** The request as the provider would send it, signed at a time with the endpoint's current secret. */
    public SignedRequest signed(String url, Instant at) {
        return signed(url, at, endpoint.currentSecrets(at).getFirst());
    }

    /**
     * The same, signed with another secret or a private key.
     *
     * @param url where it is sent; what is signed is the endpoint's public URL, if it has one
     */
    public SignedRequest signed(String url, Instant at, Secret key) {
        SignedRequest signed = endpoint.scheme().sign(unsigned(endpoint.signedUrl(url)), key, at);
        // The proof may stand in the query, and so goes where the request goes.
        return signed.at(withoutQuery(url)
                + signed.url().substring(withoutQuery(signed.url()).length()));
    }

    /** The request without a signature. */
    public SignedRequest unsigned(String url) {
        EventIdentity identity = endpoint.identity();
        // GitHub's header has "issues" where the event is called "issues.opened": the rest stands in the body.
        String typeInHeader = identity.typeSuffix().isPresent() ? type.split("\\.", 2)[0] : type;
        // First, because an id may be made of it.
        RequestHeaders typed = with(headers, identity.type(), typeInHeader);
        return new SignedRequest("POST", url, with(typed, identity.id(), eventId), body);
    }

    private static RequestHeaders with(RequestHeaders headers, ValuePath place, String value) {
        return switch (place) {
            case ValuePath.InHeader header when headers.first(header.name()).isPresent() -> headers;
            case ValuePath.InHeader header ->
                headers.with(header.name(), header.only().orElse(value));
            case ValuePath.FirstOf several -> with(headers, several.places().getFirst(), value);
            case ValuePath.AllOf several -> {
                RequestHeaders all = headers;
                for (ValuePath part : several.places()) {
                    all = with(all, part, value);
                }
                yield all;
            }
            case ValuePath.InAttribute attribute
            when headers.first(attribute.header()).isPresent() -> headers;
            case ValuePath.InAttribute attribute -> headers.with(attribute.header(), value);
            case ValuePath.InField ignored -> headers;
            case ValuePath.InJson ignored -> headers;
            case ValuePath.InEnvelope ignored -> headers;
            case ValuePath.InXml ignored -> headers;
            case ValuePath.NameOfMember ignored -> headers;
            case ValuePath.Literal ignored -> headers;
            case ValuePath.BytesHash ignored -> headers;
            case ValuePath.SignedTime ignored -> headers;
            case ValuePath.Except except -> with(headers, except.place(), value);
        };
    }

    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
