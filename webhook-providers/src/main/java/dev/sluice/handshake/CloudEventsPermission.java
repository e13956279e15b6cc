package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * CloudEvents' request for permission by OPTIONS: the origin may send, as fast as it likes.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection">Abuse protection</a>
 */
final class CloudEventsPermission implements Handshake {
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9._:/-]{1,255}");

    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> origin = request.headers().first("webhook-request-origin");
        if (!Question.isOf(request, "OPTIONS") || origin.isEmpty()) {
            return Optional.empty();
        }
        if (!ORIGIN.matcher(origin.get()).matches()) {
            return Optional.of(
                    new Rejected<>(RejectionCode.HANDSHAKE_INVALID, "WebHook-Request-Origin is not an origin"));
        }
        if (!isAllowed(origin.get(), Optional.ofNullable(means.options().get("allowed_origins")))) {
            return Optional.of(new Rejected<>(
                    RejectionCode.HANDSHAKE_DENIED, "WebHook-Request-Origin is none of the option's allowed_origins"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("WebHook-Allowed-Origin", origin.get());
        headers.put("WebHook-Allowed-Rate", "*");
        headers.put("Allow", "POST");
        return Optional.of(new Passed<>(new HandshakeReply(200, "text/plain", headers, "")));
    }

    private static boolean isAllowed(String origin, Optional<String> allowed) {
        return allowed.isEmpty()
                || Arrays.stream(allowed.get().split(",")).map(String::trim).anyMatch(origin::equalsIgnoreCase);
    }
}
