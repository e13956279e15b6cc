package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.SignedRequest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may happen to a signed request on its way, so that it must be refused. */
enum Change {
    OTHER_BODY {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            return text(
                    request, text -> text.contains("100") ? text.replace("100", "900") : text.replace("PG5v", "PG5w"));
        }
    },
    LONGER_BODY {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            // A form's last field, a JSON text's next one.
            return text(
                    request,
                    text -> headers.isEmpty() ? text.replace("100", "1000").replace("PG5v", "PG5vPG5v") : text + "0");
        }
    },
    NO_SIGNATURE {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            return proof(request, headers, text -> "");
        }
    },
    DAMAGED_SIGNATURE {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            return proof(request, headers, Change::damaged);
        }
    },
    CUT_SIGNATURE {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            return proof(request, headers, text -> text.substring(0, text.length() / 2));
        }
    },
    OTHER_ENCODING {
        @Override
        SignedRequest of(SignedRequest request, List<String> headers) {
            return proof(request, headers, Change::recoded);
        }
    };

    private static final Pattern PROOF = Pattern.compile("[0-9a-f]{40,}|[A-Za-z0-9+/]{27,}={0,2}");
    private static final Pattern PROOF_IN_BODY = Pattern.compile(
            "(?<=hmacSignature\":\")[A-Za-z0-9+/]{43}=|(?<=\"signature\":\")[0-9a-f]{64}|(?<=%7C)[0-9a-f]{40}");

    /** @param headers that hold the proof; none when the body does */
    abstract SignedRequest of(SignedRequest request, List<String> headers);

    private static SignedRequest text(SignedRequest request, UnaryOperator<String> change) {
        return request.withBody(change.apply(Requests.body(request)).getBytes(UTF_8));
    }

    private static SignedRequest proof(SignedRequest request, List<String> headers, UnaryOperator<String> change) {
        if (headers.isEmpty()) {
            return text(request, body -> replaced(PROOF_IN_BODY, body, change));
        }
        SignedRequest changed = request;
        for (String header : headers) {
            changed = changed.with(header, replaced(PROOF, Requests.header(changed, header), change));
        }
        return changed;
    }

    private static String replaced(Pattern pattern, String text, UnaryOperator<String> change) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(change.apply(match.group())));
    }

    private static String damaged(String proof) {
        char[] letters = proof.toCharArray();
        int middle = letters.length / 2;
        letters[middle] = letters[middle] == 'a' ? 'b' : 'a';
        return new String(letters);
    }

    private static String recoded(String proof) {
        return proof.matches("[0-9a-f]+")
                ? Base64.getEncoder().encodeToString(HexFormat.of().parseHex(proof))
                : HexFormat.of().formatHex(Base64.getDecoder().decode(proof));
    }
}
