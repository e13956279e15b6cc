package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** How a shared secret's text is made into the bytes of a key. */
public enum KeyForm {
    /** The text itself, UTF-8, whatever prefix it has. */
    TEXT {
        @Override
        byte[] decode(String text) {
            return text.getBytes(UTF_8);
        }
    },
    /** Base64 after an optional {@code whsec_}: Standard Webhooks. */
    BASE64 {
        @Override
        byte[] decode(String text) {
            return Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        }
    },
    /** Hexadecimal digits: Adyen. */
    HEX {
        @Override
        byte[] decode(String text) {
            return HexFormat.of().parseHex(text);
        }
    };

    static final String PREFIX = "whsec_";

    /** Throws IllegalArgumentException for text that is not in this form. */
    abstract byte[] decode(String text);

    Optional<String> defect(String text) {
        try {
            return decode(text).length == 0 ? Optional.of("it holds no bytes") : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("it is not " + this);
        }
    }

    @Override
    public String toString() {
        return switch (this) {
            case TEXT -> "text";
            case BASE64 -> "base64, with or without " + PREFIX;
            case HEX -> "hexadecimal digits";
        };
    }
}
