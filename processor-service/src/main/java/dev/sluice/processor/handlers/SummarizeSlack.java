package dev.sluice.processor.handlers;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says in one line what happened where on Slack: {@code reaction_added thumbsup in C024BE91L}. What people wrote, and who they are,
 * is left out, and what bots wrote is ignored: an answer of one's own would else be answered.
 *
 * @see <a href="https://docs.slack.dev/reference/events">events</a>
 */
public final class SummarizeSlack implements Handler {
    @Override
    public String name() {
        return "slack";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        Fields payload = new Fields(request.payload(), "");
        Fields event = payload.field("event");
        String type = request.event().type();
        if (type.equals("message") && isOfABot(event)) {
            return new HandlerResult.Ignored("a message of a bot");
        }
        // An event's channel is an id, or the object that was made; commands are fields of a form, interactions a
        // document.
        Optional<String> channel = event.text("channel")
                .or(() -> event.field("item").text("channel"))
                .or(() -> payload.text("channel", "channel_id"))
                .map(id -> "in " + id);
        Optional<String> what = event.text("reaction", "subtype")
                .or(() -> payload.each("actions").stream()
                        .flatMap(action -> action.text("action_id", "name").stream())
                        .findFirst())
                .or(() -> payload.text("callback_id"))
                .or(() -> payload.field("view").text("callback_id"));
        return new HandlerResult.Processed(
                List.of(),
                String.join(
                        " ",
                        Stream.of(Optional.of(type), what, channel)
                                .flatMap(Optional::stream)
                                .toList()));
    }

    /** A message that was edited holds the one it is now. */
    private static boolean isOfABot(Fields event) {
        return event.text("bot_id").isPresent()
                || event.field("message").text("bot_id").isPresent()
                || event.text("subtype").filter("bot_message"::equals).isPresent();
    }
}
