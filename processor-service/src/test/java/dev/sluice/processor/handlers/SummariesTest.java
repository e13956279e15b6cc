package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line of what happened, in the forms of the providers' own documents, without personal data. */
final class SummariesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "push | \"ref\": \"refs/heads/main\", \"commits\": [{\"message\": \"m\"}, {}] | push of 2 commits to refs/heads/main in o/r",
                "push | \"ref\": \"refs/tags/v1\", \"deleted\": true, \"commits\": [] | push that deletes refs/tags/v1 in o/r",
                "pull_request.opened | \"number\": 2, \"pull_request\": {\"number\": 2, \"merged\": false, \"base\": {\"ref\": \"main\"}} | pull_request.opened #2 into main in o/r",
                "pull_request.closed | \"number\": 2, \"pull_request\": {\"number\": 2, \"merged\": true, \"base\": {\"ref\": \"main\"}} | pull_request.closed #2 merged into main in o/r",
                "issues.opened | \"issue\": {\"number\": 1, \"title\": \"t\"} | issues.opened #1 in o/r",
                "issue_comment.created | \"issue\": {\"number\": 1}, \"comment\": {\"body\": \"b\"} | issue_comment.created on #1 in o/r",
                "workflow_run.completed | \"workflow_run\": {\"name\": \"build\", \"run_number\": 3, \"status\": \"completed\", \"conclusion\": \"failure\"} | workflow_run.completed of build #3: failure in o/r",
                "workflow_run.requested | \"workflow_run\": {\"name\": \"build\", \"run_number\": 3, \"status\": \"queued\", \"conclusion\": null} | workflow_run.requested of build #3: queued in o/r",
                "release.published | \"release\": {\"tag_name\": \"v1.0.0\"} | release.published v1.0.0 in o/r",
                "ping | \"zen\": \"z\", \"hook_id\": 30 | ping of hook 30 in o/r",
                "star.created | \"sender\": {\"login\": \"octo\"} | star.created in o/r"
            })
    void github(String type, String fields, String summary) throws Exception {
        String body = "{\"repository\": {\"full_name\": \"o/r\"}, \"sender\": {\"login\": \"octo\"}, " + fields + "}";

        assertThat(result(new SummarizeGithub(), "github", type, body)).isEqualTo(summary);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message | {\"event\": {\"type\": \"message\", \"channel\": \"C1\", \"user\": \"U1\", \"text\": \"secret\"}} | message in C1",
                "app_mention | {\"event\": {\"type\": \"app_mention\", \"channel\": \"C1\", \"user\": \"U1\", \"text\": \"secret\"}} | app_mention in C1",
                "reaction_added | {\"event\": {\"reaction\": \"thumbsup\", \"item\": {\"type\": \"message\", \"channel\": \"C1\"}}} | reaction_added thumbsup in C1",
                "channel_created | {\"event\": {\"channel\": {\"id\": \"C2\", \"name\": \"fun\", \"creator\": \"U1\"}}} | channel_created in C2",
                "member_joined_channel | {\"event\": {\"user\": \"U1\", \"channel\": \"C1\", \"inviter\": \"U2\"}} | member_joined_channel in C1",
                "/order | {\"command\": \"/order\", \"text\": \"secret\", \"channel_id\": \"C1\", \"user_id\": \"U1\"} | /order in C1",
                "block_actions | {\"type\": \"block_actions\", \"channel\": {\"id\": \"C1\"}, \"actions\": [{\"action_id\": \"approve\"}]} | block_actions approve in C1",
                "view_submission | {\"type\": \"view_submission\", \"view\": {\"callback_id\": \"ask\"}} | view_submission ask",
                "shortcut | {\"type\": \"shortcut\", \"callback_id\": \"open\"} | shortcut open"
            })
    void slack(String type, String body, String summary) throws Exception {
        assertThat(result(new SummarizeSlack(), "slack", type, body)).isEqualTo(summary);
    }

    @Test
    void whatABotWroteIsIgnored() throws Exception {
        for (String fields :
                List.of("\"bot_id\": \"B1\"", "\"subtype\": \"bot_message\"", "\"message\": {\"bot_id\": \"B1\"}")) {
            assertThat(new SummarizeSlack()
                            .handle(HandlerRequests.of("slack", "message", "message", "{\"event\": {" + fields + "}}")))
                    .isEqualTo(new HandlerResult.Ignored("a message of a bot"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message.received | {\"MessageSid\": \"SM1\", \"From\": \"+15550002222\", \"Body\": \"secret\", \"NumMedia\": \"2\"} | message.received SM1 with 2 media",
                "message.delivered | {\"MessageSid\": \"SM1\", \"MessageStatus\": \"delivered\", \"NumMedia\": \"0\"} | message.delivered SM1",
                "message.undelivered | {\"MessageSid\": \"SM1\", \"ErrorCode\": \"30003\"} | message.undelivered SM1 error 30003",
                "call.ringing | {\"CallSid\": \"CA1\", \"From\": \"+15550002222\"} | call.ringing CA1",
                "call.completed | {\"CallSid\": \"CA1\", \"CallDuration\": \"42\"} | call.completed CA1 after 42 s",
                "com.twilio.messaging.message.failed | {\"data\": {\"messageSid\": \"SM1\", \"errorCode\": 30003}} | com.twilio.messaging.message.failed SM1 error 30003"
            })
    void twilio(String type, String body, String summary) throws Exception {
        assertThat(result(new SummarizeTwilio(), "twilio", type, body)).isEqualTo(summary);
    }

    /** Events come in forms that nobody foresaw. */
    @Test
    void whatIsNoObjectIsSummarizedByItsType() throws Exception {
        for (Handler handler : List.of(new SummarizeGithub(), new SummarizeSlack(), new SummarizeTwilio())) {
            assertThat(result(handler, handler.name(), "a.type", "[]")).isEqualTo("a.type");
        }
    }

    private static String result(Handler handler, String provider, String type, String body) throws Exception {
        return ((HandlerResult.Processed) handler.handle(HandlerRequests.of(provider, type, type, body))).result();
    }
}
