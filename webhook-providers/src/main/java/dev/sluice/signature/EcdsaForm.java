package dev.sluice.signature;

/** The one way to write an ECDSA signature: its two numbers in DER (RFC 3279, section 2.2.3). */
final class EcdsaForm {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private EcdsaForm() {}

    /** Java takes a number that lacks the zero before its high bit, and then one signature has several forms. */
    static boolean accepts(byte[] signature) {
        if (signature.length < 2 || signature[0] != SEQUENCE || signature[1] != signature.length - 2) {
            return false;
        }
        int second = endOfNumber(signature, 2);
        return second > 0 && endOfNumber(signature, second) == signature.length;
    }

    /** Where the number that begins at a position ends, or -1 if none that is positive and short as can be is there. */
    private static int endOfNumber(byte[] der, int at) {
        int first = at + 2;
        if (first >= der.length || der[at] != INTEGER) {
            return -1;
        }
        int length = der[at + 1];
        if (length < 1 || first + length > der.length) {
            return -1;
        }
        boolean needlessZero = length > 1 && der[first] == 0 && der[first + 1] >= 0;
        return der[first] < 0 || needlessZero ? -1 : first + length;
    }
}
