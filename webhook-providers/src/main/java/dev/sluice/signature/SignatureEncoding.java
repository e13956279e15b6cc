package dev.sluice.signature;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** How a header writes the bytes of a signature. */
public enum SignatureEncoding {
    /** Written in lower case, read in either. */
    HEX {
        @Override
        String encode(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        @Override
        byte[] decodeStrictly(String text) {
            return HexFormat.of().parseHex(text);
        }
    },
    /** RFC 4648 section 4, padded. */
    BASE64 {
        @Override
        String encode(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        @Override
        byte[] decodeStrictly(String text) {
            byte[] signature = Base64.getDecoder().decode(text);
            // Java drops the spare bits of the last character, so several texts would stand for one signature.
            if (!encode(signature).equals(text)) {
                throw new IllegalArgumentException("not the one way to write these bytes");
            }
            return signature;
        }
    };

    abstract String encode(byte[] signature);

    /** Throws IllegalArgumentException for text that is not in this encoding. */
    abstract byte[] decodeStrictly(String text);

    Optional<byte[]> decode(String text) {
        try {
            return Optional.of(decodeStrictly(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
