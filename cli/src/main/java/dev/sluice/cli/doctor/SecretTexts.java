package dev.sluice.cli.doctor;

import dev.sluice.config.UnfilledText;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.Livemode;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the texts of an endpoint's secrets give away: another mode, another kind of key, too little to guess. */
record SecretTexts(Endpoint endpoint, List<Secret> secrets) {
    private static final Pattern TEST = Pattern.compile("(?i)(^|[^a-z])(test|sandbox|fake|dummy|example)([^a-z]|$)");
    private static final Pattern LIVE = Pattern.compile("(?i)(^|[^a-z])(live|prod|production)([^a-z]|$)");
    private static final Pattern API_KEY =
            Pattern.compile("(sk|pk|rk)_(live|test)_.*|rzp_(live|test)_.*|shpat_.*|gh[pos]_.*|xox[abp]-.*");
    private static final int SHORTEST = 12;

    List<Finding> findings(String who) {
        List<Finding> findings = new ArrayList<>();
        if (endpoint.scheme().keys() == Keys.SECRETS) {
            secrets.forEach(secret -> text(who, secret, findings));
        }
        if (endpoint.livemode().ignoringOthers() == Livemode.LIVE_IGNORING_TEST
                && endpoint.options().values().stream()
                        .anyMatch(value -> TEST.matcher(value).find())) {
            findings.add(new Finding.Fail(
                    who + "takes live events, and an option says test", "Write the live values into 'options'."));
        }
        return findings;
    }

    private void text(String who, Secret secret, List<Finding> findings) {
        String text = secret.text();
        String what = who + secret.label();
        if (UnfilledText.isOne(text)) {
            findings.add(new Finding.Fail(what + " is a placeholder", "Put the provider's signing secret there."));
        } else if (API_KEY.matcher(text).matches()) {
            findings.add(new Finding.Fail(
                    what + " is an API key, not a signing secret",
                    "Copy the signing secret from the webhook's own page at the provider, and replace that API key."));
        } else if (text.length() < SHORTEST) {
            findings.add(new Finding.Warn(
                    what + " has " + text.length() + " characters and can be guessed",
                    "Let the provider make a longer one."));
        }
        mode(who, secret, findings);
    }

    private void mode(String who, Secret secret, List<Finding> findings) {
        boolean test = TEST.matcher(secret.text()).find();
        boolean live = LIVE.matcher(secret.text()).find();
        if (endpoint.livemode().ignoringOthers() == Livemode.LIVE_IGNORING_TEST && test) {
            findings.add(new Finding.Fail(
                    who + "takes live events, and " + secret.label() + " says test",
                    "Put the live webhook's secret there, or write livemode: false."));
        }
        if (endpoint.livemode().ignoringOthers() == Livemode.TEST_IGNORING_LIVE && live) {
            findings.add(new Finding.Fail(
                    who + "takes test events, and " + secret.label() + " says live",
                    "Put the test webhook's secret there, or write livemode: true."));
        }
    }
}
