package dev.sluice.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements whose rows are read as JSON objects, one field for each column. */
public final class LedgerRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerRows() {}

    /**
     * Runs a query.
     *
     * @param parameters one for each {@code ?}, of a type that the driver knows; may be null
     * @return in the order of the query; moments are texts in the session's time zone, to the microsecond
     */
    public static List<ObjectNode> read(Connection connection, String sql, List<? extends @Nullable Object> parameters)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT row_to_json(q)::text FROM (" + sql + ") AS q")) {
            bind(statement, parameters);
            List<ObjectNode> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add((ObjectNode) JSON.readTree(result.getString(1)));
                }
            } catch (JsonProcessingException e) {
                throw new SQLException("the database sent no JSON", e);
            }
            return rows;
        }
    }

    /** Runs a statement that changes something, and says how many rows it did. */
    public static int update(Connection connection, String sql, List<? extends @Nullable Object> parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable Object> parameters)
            throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }
}
