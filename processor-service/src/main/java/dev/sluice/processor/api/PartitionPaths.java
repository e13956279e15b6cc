package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** How far the processor is on each partition. */
final class PartitionPaths implements ApiPaths.Section {
    private final PartitionSource source;

    PartitionPaths(PartitionSource source) {
        this.source = source;
    }

    @Override
    public void addTo(ApiPaths.Table table) {
        table.get("/api/partitions", ApiRole.READ, this::list);
    }

    private Reply list(Call call) throws ProblemException, InterruptedException {
        call.parameters(List.of());
        List<PartitionSource.Partition> partitions = source.partitions()
                .orElseThrow(() -> new ProblemException(
                        503,
                        "broker_unavailable",
                        "The broker does not answer; try again.",
                        List.of(),
                        Map.of("Retry-After", "5")));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        partitions.forEach(each -> items.addObject()
                .put("topic", each.topic())
                .put("partition", each.partition())
                .put("owner", each.owner().orElse(null))
                .put("committed", each.committed())
                .put("end", each.end())
                .put("waiting", Math.max(0, each.end() - each.committed())));
        return Reply.ok(answer);
    }
}
