package dev.sluice.processor.handlers;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says in one line what became of a message or call at Twilio: {@code call.completed CA42 after 42 s}. Numbers and what was written
 * are left out. Event Streams have the same in {@code data}.
 *
 * @see <a href="https://www.twilio.com/docs/messaging/guides/webhook-request">messages</a>
 * @see <a href="https://www.twilio.com/docs/voice/twiml#request-parameters">calls</a>
 */
public final class SummarizeTwilio implements Handler {
    @Override
    public String name() {
        return "twilio";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        Fields form = new Fields(request.payload(), "");
        Fields data = form.field("data");
        Optional<String> subject = form.text("MessageSid", "SmsSid", "RecordingSid", "CallSid", "ConversationSid")
                .or(() -> data.text("messageSid", "callSid"));
        return new HandlerResult.Processed(
                List.of(),
                String.join(
                        " ",
                        Stream.of(
                                        Optional.of(request.event().type()),
                                        subject,
                                        form.text("CallDuration").map(seconds -> "after " + seconds + " s"),
                                        form.text("NumMedia")
                                                .filter(number -> !number.equals("0"))
                                                .map(number -> "with " + number + " media"),
                                        form.text("ErrorCode")
                                                .or(() -> data.text("errorCode"))
                                                .map(code -> "error " + code))
                                .flatMap(Optional::stream)
                                .toList()));
    }
}
