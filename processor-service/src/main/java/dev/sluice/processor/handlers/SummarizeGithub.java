package dev.sluice.processor.handlers;

import dev.sluice.handler.Delivery;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Outcome;
import java.util.List;

/** Says in one line what happened where on GitHub: {@code pull_request.opened in octo-org/octo-repo}. */
public final class SummarizeGithub implements Handler {
    @Override
    public String name() {
        return "github";
    }

    @Override
    public Outcome handle(Delivery delivery) {
        String place = Fields.at(delivery.payload(), "repository")
                .text("full_name")
                .or(() -> Fields.at(delivery.payload(), "organization").text("login"))
                .map(name -> " in " + name)
                .orElse("");
        return new Outcome.Processed(List.of(), delivery.event().type() + place);
    }
}
