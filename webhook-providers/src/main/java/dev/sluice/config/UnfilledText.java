package dev.sluice.config;

import java.util.regex.Pattern;

/** A text that stands where the real value is still to be written: {@code changeme}, {@code whsec_your_secret_here}. */
public final class UnfilledText {
    private static final Pattern FORM = Pattern.compile(
            "(?i)(whsec_|sk_|re_|v1,)?("
                    + "(change|replace|fill)[-_ ]?(me|this|it|with|in).*|(from[-_ ]|the[-_ ])?(your|my)[-_ ].*|(insert|put)[-_ ].*"
                    + "|.*[-_ ](goes[-_ ])?here|<.*>|\\[.*]|x{3,}|\\*{3,}|\\.{3,}|…|0{8,}|1234567890*"
                    + "|(webhook[-_ ]?|signing[-_ ]?)?(secret|key|password|token)|s3cr3t|todo.*|fixme.*|tbd|dummy|example|placeholder|none|null)");

    private UnfilledText() {}

    /** Whether a text is one. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
