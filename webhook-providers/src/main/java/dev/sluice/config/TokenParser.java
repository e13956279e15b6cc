package dev.sluice.config;

import dev.sluice.provider.SchemeFactory;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.TokenPlace;
import dev.sluice.signature.TokenScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads where a token is, from the {@code signature} block whose algorithm is {@code token}. */
final class TokenParser {
    private static final String FIX = "Write header: and its name, query: and a parameter, or bearer: true.";

    private TokenParser() {}

    /** What makes the scheme: of several places, the first that has a token counts. */
    static Optional<SchemeFactory> read(YamlSection section) {
        List<TokenPlace> places = new ArrayList<>();
        if (section.or(false, "bearer", Flag::parse, "Write true or false.")) {
            places.add(TokenPlace.InAuthorization.BEARER);
        }
        Optional<String> header = section.value("header").flatMap(SignaturePlaceParser::headerName);
        header.map(TokenPlace.InHeader::new).ifPresent(places::add);
        section.value("query")
                .flatMap(YamlValue::text)
                .map(TokenPlace.InQuery::new)
                .ifPresent(places::add);
        Optional<String> option = section.value("header_option").flatMap(YamlValue::text);
        if (places.isEmpty()) {
            section.mistake("nothing says where the token is", FIX);
        }
        if (option.isPresent() && header.isEmpty()) {
            section.mistake("'header_option' is set without 'header'", "Write the header that is usual, too.");
        }
        section.end();
        if (places.isEmpty()) {
            return Optional.empty();
        }
        List<TokenPlace> usual = List.copyOf(places);
        return Optional.of(options -> new TokenScheme(option.map(options::get)
                .map(name -> usual.stream()
                        .map(place -> place instanceof TokenPlace.InHeader ? inHeader(name) : place)
                        .toList())
                .orElse(usual)));
    }

    private static TokenPlace inHeader(String name) {
        if (!RequestHeaders.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a header's name");
        }
        return new TokenPlace.InHeader(name);
    }
}
