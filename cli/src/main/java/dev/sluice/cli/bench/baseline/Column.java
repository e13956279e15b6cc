package dev.sluice.cli.bench.baseline;

import java.lang.reflect.Array;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column that the plain listener fills.
 *
 * @param value what stands in it, of the class that its type takes
 */
record Column(String name, Type type, Function<PlainRow, @Nullable Object> value) {
    /** How values travel: one array of a column's values for {@code unnest}, or each in the binary format of {@code COPY}. */
    enum Type {
        TEXT("text", "%s", String.class),
        JSON("text", "%s::jsonb", String.class),
        BYTES("bytea", "%s", byte[].class),
        BOOLEAN("bool", "%s", Boolean.class),
        INTEGER("int4", "%s", Integer.class),
        LONG("int8", "%s", Long.class),
        WHOLE_NUMERIC("int8", "%s::numeric", Long.class),
        /** Microseconds since 1970. */
        TIME("int8", "timestamptz 'epoch' + %s * interval '1 microsecond'", Long.class);

        private final String element;
        private final String sql;
        private final Class<?> held;

        Type(String element, String sql, Class<?> held) {
            this.element = element;
            this.sql = sql;
            this.held = held;
        }

        /** The Postgres type of the array's elements. */
        String element() {
            return element;
        }

        /** SQL that makes the column's values of an array. */
        String unnested() {
            return sql.formatted("unnest(?)");
        }

        @Nullable
        Object[] array(int length) {
            return (@Nullable Object[]) Array.newInstance(held, length);
        }
    }

    /** Appends the value of a row. */
    void copy(PlainRow row, BinaryCopy to) {
        Object found = value.apply(row);
        if (found == null) {
            to.putNull();
            return;
        }
        switch (type) {
            case TEXT -> to.text((String) found);
            case JSON -> to.jsonb((String) found);
            case BYTES -> to.sized((byte[]) found);
            case BOOLEAN -> to.bool((Boolean) found);
            case INTEGER -> to.int4((Integer) found);
            case LONG -> to.int8((Long) found);
            case WHOLE_NUMERIC -> to.numeric((Long) found);
            case TIME -> to.timestamptz((Long) found);
        }
    }
}
