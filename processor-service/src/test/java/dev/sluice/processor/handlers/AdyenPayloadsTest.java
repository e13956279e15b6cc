package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.HandlerRequests.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Adyen's items as https://docs.adyen.com/development-resources/webhooks/webhook-types and NotificationRequestItem of
 * adyen-java-api-library have them.
 */
final class AdyenPayloadsTest {
    @Test
    void authorisationIsThePayment() throws Exception {
        assertThat(writes("AUTHORISATION.true", "P1", "", "EUR", 4990, "\"shopperReference\": \"shopper_1\""))
                .containsExactly(
                        "payment.status P1 20 [authorized, null, null]",
                        "payment.detail P1 20 [4990, EUR, shopper_1, 2022-01-01T00:00:00Z]");
        assertThat(writes("AUTHORISATION.false", "P1", "", "EUR", 4990, ""))
                .containsExactly(
                        "payment.status P1 30 [failed, null, Refused]",
                        "payment.detail P1 30 [4990, EUR, null, 2022-01-01T00:00:00Z]");
        assertThat(writes("PENDING.true", "P1", "", "EUR", 4990, ""))
                .startsWith("payment.status P1 10 [processing, null, null]");
    }

    @ParameterizedTest
    @CsvSource({
        "CAPTURE.true, 50, succeeded, 400, null",
        "CAPTURE.false, 30, failed, null, Refused",
        "CAPTURE_FAILED.true, 30, failed, null, Refused",
        "CANCELLATION.true, 40, cancelled, null, null",
        "TECHNICAL_CANCEL.true, 40, cancelled, null, null",
        "EXPIRE.true, 40, cancelled, null, null"
    })
    void modificationIsOfTheOriginal(String type, int rank, String state, String received, String reason)
            throws Exception {
        assertThat(writes(type, "M1", "P1", "EUR", 400, ""))
                .containsExactly(
                        "payment.status P1 %d [%s, %s, %s]".formatted(rank, state, received, reason),
                        "payment.detail P1 %d [400, EUR, null, null]".formatted(rank));
    }

    @Test
    void amountOfAPartGivesWayToThePayments() throws Exception {
        HandlerResult.Processed capture = (HandlerResult.Processed) handle("CAPTURE.true", "M1", "P1", "EUR", 400, "");

        assertThat(capture.effects())
                .extracting(effect -> ((Effect.Project) effect).write().at())
                .containsExactly(HandlerRequests.CREATED, Instant.EPOCH);
    }

    @Test
    void cancelWithoutTheOriginalIsIgnored() throws Exception {
        assertThat(handle("TECHNICAL_CANCEL.true", "M1", "", "EUR", 400, "")).isInstanceOf(HandlerResult.Ignored.class);
    }

    @Test
    void cancelOrRefundSaysWhichItWas() throws Exception {
        assertThat(writes("CANCEL_OR_REFUND.true", "M1", "P1", "EUR", 400, "\"modification.action\": \"cancel\""))
                .startsWith("payment.status P1 40 [cancelled, null, null]");
        assertThat(writes("CANCEL_OR_REFUND.true", "M1", "P1", "EUR", 400, "\"modification.action\": \"refund\""))
                .containsExactly(
                        "payment.refund P1 20 []", "refund.status M1 20 [refunded, succeeded, P1, 400, EUR, null]");
        assertThat(handle("CANCEL_OR_REFUND.true", "M1", "P1", "EUR", 400, ""))
                .isInstanceOf(HandlerResult.Ignored.class);
    }

    @ParameterizedTest
    @CsvSource({
        "REFUND.true, refunded, succeeded, 20",
        "REFUND.false, failed, failed, 30",
        "REFUND_FAILED.true, failed, failed, 30",
        "REFUNDED_REVERSED.true, reversed, failed, 30"
    })
    void refundHasAState(String type, String status, String state, int rank) throws Exception {
        assertThat(writes(type, "R1", "P1", "EUR", 1000, ""))
                .containsExactly(
                        "payment.refund P1 " + rank + " []",
                        "refund.status R1 %d [%s, %s, P1, 1000, EUR, null]".formatted(rank, status, state));
    }

    @ParameterizedTest
    @CsvSource({
        "NOTIFICATION_OF_CHARGEBACK.true, Undefended, 10",
        "CHARGEBACK.true, Undefended, 10",
        "CHARGEBACK_REVERSED.true, Pending, 20",
        "SECOND_CHARGEBACK.true, Lost, 30",
        "PREARBITRATION_WON.true, Won, 30",
        "PREARBITRATION_LOST.true, Lost, 30"
    })
    void disputeFollowsItsStatus(String type, String status, int rank) throws Exception {
        assertThat(writes(
                        type,
                        "D1",
                        "P1",
                        "EUR",
                        1000,
                        "\"disputeStatus\": \"" + status + "\", \"chargebackReasonCode\": \"10.4\""))
                .containsExactly(
                        "payment.dispute P1 %d [%s]".formatted(rank, status),
                        "dispute.status D1 %d [%s]".formatted(rank, status),
                        "dispute.detail D1 %d [P1, 1000, EUR, 10.4, null]".formatted(rank));
    }

    @Test
    void disputeWithoutAStatusIsNamedByItsEvent() throws Exception {
        assertThat(writes("CHARGEBACK.true", "D1", "P1", "EUR", 1000, ""))
                .contains("dispute.status D1 10 [chargeback]");
    }

    @ParameterizedTest
    @CsvSource({"CLP, 150000, 1500", "IDR, 1500, 150000", "JPY, 500, 500", "BHD, 1234, 1234"})
    void amountIsInTheMinorUnitOfIso4217(String currency, int value, String amount) throws Exception {
        assertThat(writes("AUTHORISATION.true", "P1", "", currency, value, ""))
                .contains("payment.detail P1 20 [%s, %s, null, 2022-01-01T00:00:00Z]".formatted(amount, currency));
    }

    @Test
    void merchantAccountIsOfTheKey() throws Exception {
        HandlerResult.Processed result = (HandlerResult.Processed) handle("AUTHORISATION.true", "P1", "", "EUR", 1, "");

        assertThat(((Effect.Project) result.effects().get(0)).write().scope())
                .isEqualTo(new Projection.Scope("unknown", "ShopECOM"));
    }

    private static List<String> writes(
            String type, String reference, String original, String currency, int value, String additional)
            throws Exception {
        return HandlerRequests.writes(handle(type, reference, original, currency, value, additional));
    }

    private static HandlerResult handle(
            String type, String reference, String original, String currency, int value, String additional)
            throws Exception {
        String code = type.substring(0, type.indexOf('.'));
        return new ApplyPayments()
                .handle(made("adyen", type, """
                {"NotificationRequestItem": {"additionalData": {%s}, "amount": {"currency": "%s", "value": %d},
                 "eventCode": "%s", "eventDate": "2022-01-01T01:00:00+01:00", "merchantAccountCode": "ShopECOM",
                 "merchantReference": "order-1", "originalReference": "%s", "pspReference": "%s", "reason": "Refused",
                 "success": "true"}}""".formatted(additional, currency, value, code, original, reference)));
    }
}
