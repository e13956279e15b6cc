package dev.sluice.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of an enum's constants as configuration writes them: {@code HMAC_SHA256} is {@code hmac-sha256}. */
public final class Choice {
    private Choice() {}

    /**
     * The constant of a name.
     *
     * @param joint what stands for the underscore
     * @throws IllegalArgumentException with all names, if it is none of them
     */
    public static <E extends Enum<E>> E parse(Class<E> type, char joint, String text) {
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (name(constant, joint).equals(text)) {
                return constant;
            }
        }
        List<String> names = Arrays.stream(constants).map(c -> name(c, joint)).toList();
        throw new IllegalArgumentException("'" + text + "' is not one of " + String.join(", ", names));
    }

    private static String name(Enum<?> constant, char joint) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', joint);
    }
}
