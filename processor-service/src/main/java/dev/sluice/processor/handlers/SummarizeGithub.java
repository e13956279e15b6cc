package dev.sluice.processor.handlers;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import java.util.List;

/** Says in one line what happened where on GitHub: {@code pull_request.opened in octo-org/octo-repo}. */
public final class SummarizeGithub implements Handler {
    @Override
    public String name() {
        return "github";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        String place = Fields.at(request.payload(), "repository")
                .text("full_name")
                .or(() -> Fields.at(request.payload(), "organization").text("login"))
                .map(name -> " in " + name)
                .orElse("");
        return new HandlerResult.Processed(List.of(), request.event().type() + place);
    }
}
