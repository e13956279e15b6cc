package dev.sluice.processor.handlers;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says in one line what happened where on GitHub: {@code pull_request.opened #2 into main in octo-org/octo-repo}. Names of people
 * are left out.
 *
 * @see <a href="https://docs.github.com/en/webhooks/webhook-events-and-payloads">events</a>
 */
public final class SummarizeGithub implements Handler {
    /** Details to be said besides type and repository, by the type without its action. */
    private static final Map<String, Function<Fields, Optional<String>>> DETAILS = Map.of(
            "push", SummarizeGithub::push,
            "pull_request", SummarizeGithub::pullRequest,
            "issues", event -> numbered(event.field("issue")),
            "issue_comment", event -> numbered(event.field("issue")).map(number -> "on " + number),
            "workflow_run", event -> workflow(event.field("workflow_run")),
            "release", event -> event.field("release").text("tag_name"),
            "ping", event -> event.text("hook_id").map(id -> "of hook " + id));

    @Override
    public String name() {
        return "github";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        Fields event = new Fields(request.payload(), "");
        String type = request.event().type();
        int action = type.indexOf('.');
        String detail = DETAILS.getOrDefault(action < 0 ? type : type.substring(0, action), none -> Optional.empty())
                .apply(event)
                .map(said -> " " + said)
                .orElse("");
        String place = event.field("repository")
                .text("full_name")
                .or(() -> event.field("organization").text("login"))
                .map(name -> " in " + name)
                .orElse("");
        return new HandlerResult.Processed(List.of(), type + detail + place);
    }

    private static Optional<String> push(Fields push) {
        boolean deleted = push.node().path("deleted").asBoolean();
        int commits = push.node().path("commits").size();
        return push.text("ref").map(ref -> deleted ? "that deletes " + ref : "of " + commits + " commits to " + ref);
    }

    private static Optional<String> pullRequest(Fields event) {
        Fields pull = event.field("pull_request");
        String merged = pull.node().path("merged").asBoolean() ? " merged" : "";
        String base = pull.field("base").text("ref").map(ref -> " into " + ref).orElse("");
        return numbered(pull).or(() -> numbered(event)).map(number -> number + merged + base);
    }

    private static Optional<String> numbered(Fields object) {
        return object.text("number").map(number -> "#" + number);
    }

    private static Optional<String> workflow(Fields run) {
        String conclusion =
                run.text("conclusion", "status").map(word -> ": " + word).orElse("");
        String number = run.text("run_number").map(each -> " #" + each).orElse("");
        return run.text("name").map(name -> "of " + name + number + conclusion);
    }
}
