package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.processor.ledger.LedgerLists;
import dev.sluice.processor.ledger.LedgerStats;
import java.util.List;

/** Dead letters, rejections, actions and counts. */
final class LedgerPaths implements ApiPaths.Section {
    private final ListPages pages;
    private final LedgerStats stats;

    LedgerPaths(ListPages pages, LedgerStats stats) {
        this.pages = pages;
        this.stats = stats;
    }

    @Override
    public void addTo(ApiPaths.Table table) {
        table.get("/api/dead-letters", ApiRole.READ, call -> pages.page(call, LedgerLists.DEAD_LETTERS))
                .get("/api/dead-letters/groups", ApiRole.READ, call -> pages.page(call, LedgerLists.DEAD_LETTER_GROUPS))
                .get("/api/rejections", ApiRole.READ, call -> pages.page(call, LedgerLists.REJECTIONS))
                .get("/api/actions", ApiRole.READ, call -> pages.page(call, LedgerLists.ACTIONS))
                .get("/api/stats", ApiRole.READ, call -> {
                    call.parameters(List.of());
                    return Reply.ok(stats.all());
                })
                .get("/api/endpoints", ApiRole.READ, call -> {
                    call.parameters(List.of());
                    ObjectNode answer = JsonNodeFactory.instance.objectNode();
                    answer.set("items", stats.endpoints());
                    return Reply.ok(answer);
                });
    }
}
