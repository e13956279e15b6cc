package dev.sluice.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What {@code docs/deployment.md} says that each service may do on Kafka. */
final class AccessControlLists {
    private static final Pattern ROW = Pattern.compile(
            "^\\| (ingest|processor) \\| (topic|group|transactional id) \\| `([^`]+)` \\| (prefixed|literal) \\| ([^|]+) \\|$",
            Pattern.MULTILINE);

    private AccessControlLists() {}

    static List<AclBinding> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("..", "docs", "deployment.md")))
                .results()
                .flatMap(row -> Stream.of(row.group(5).split(", "))
                        .map(operation -> new AclBinding(
                                new ResourcePattern(
                                        ResourceType.fromString(row.group(2).replace(' ', '_')),
                                        row.group(3),
                                        PatternType.valueOf(row.group(4).toUpperCase(Locale.ROOT))),
                                new AccessControlEntry(
                                        "User:" + row.group(1), "*", operation(operation), AclPermissionType.ALLOW))))
                .toList();
    }

    /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS}. */
    private static AclOperation operation(String name) {
        Matcher words = Pattern.compile("(?<=[a-z])(?=[A-Z])").matcher(name);
        return AclOperation.fromString(words.replaceAll("_"));
    }
}
