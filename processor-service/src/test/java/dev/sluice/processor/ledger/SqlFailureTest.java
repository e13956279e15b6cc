package dev.sluice.processor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

final class SqlFailureTest {
    @ParameterizedTest
    @CsvSource({
        "08000, OUTAGE",
        "08006, OUTAGE",
        "25006, OUTAGE",
        "25P03, OUTAGE",
        "53100, OUTAGE",
        "53300, OUTAGE",
        "57P01, OUTAGE",
        "57P03, OUTAGE",
        "58030, OUTAGE",
        "40001, CONTENTION",
        "40P01, CONTENTION",
        "55P03, CONTENTION",
        "57014, CONTENTION",
        "22003, REFUSED_FOR_EVER",
        "22P02, REFUSED_FOR_EVER",
        "54000, REFUSED_FOR_EVER",
        "23505, REFUSED_FOR_NOW",
        "42P01, REFUSED_FOR_NOW",
        "42501, REFUSED_FOR_NOW",
        "55000, REFUSED_FOR_NOW",
        "P0001, REFUSED_FOR_NOW",
        "XX000, REFUSED_FOR_NOW",
    })
    void stateTellsWhoseFaultItIs(String state, SqlFailure failure) {
        assertThat(SqlFailure.of(new SQLException("failed", state))).isEqualTo(failure);
    }

    @Test
    void rowThatFitsNoPartitionYetIsTriedAgainUnlikeOneThatItsTableChecks() {
        assertThat(SqlFailure.of(checkViolation(""))).isEqualTo(SqlFailure.CONTENTION);
        assertThat(SqlFailure.of(checkViolation("nlater_than_never\0"))).isEqualTo(SqlFailure.REFUSED_FOR_NOW);
    }

    /** As the server says it: fields of a letter and a text, each ended by NUL. */
    private static PSQLException checkViolation(String constraint) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C23514\0Mviolates\0" + constraint));
    }

    @Test
    void brokenConnectionWithoutStateIsAnOutage() {
        assertThat(SqlFailure.of(new SQLTransientConnectionException("pool is exhausted")))
                .isEqualTo(SqlFailure.OUTAGE);
        assertThat(SqlFailure.of(new SQLException("failed", null, new SocketTimeoutException())))
                .isEqualTo(SqlFailure.OUTAGE);
    }

    @Test
    void unknownFailureIsTheEvents() {
        assertThat(SqlFailure.of(new SQLException("what?"))).isEqualTo(SqlFailure.REFUSED_FOR_NOW);
    }
}
