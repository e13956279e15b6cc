package dev.sluice.cli.up;

import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import java.nio.file.Path;

/** Where everything is, for a person. */
record Addresses(RunFile run, DataDirectory data) {
    void print(Progress progress) {
        progress.say("");
        progress.say(String.format("Sluice is ready after %.1f s.", progress.seconds()));
        progress.say("  webhooks   " + run.ingestUrl() + "/webhooks/{endpoint}");
        progress.say("  management " + run.managementUrl() + "/health, /metrics");
        progress.say("  processor  " + run.processorUrl() + "/health, /metrics");
        progress.say("  Kafka      " + run.kafkaBootstrap());
        progress.say("  Postgres   " + run.postgresUrl().replaceFirst("password=.*", "password=(in run.json)"));
        progress.say("  logs       " + data.root().resolve("logs"));
        progress.say("  run.json   " + data.runFile());
        String here = data.equals(DataDirectory.of(Path.of(".sluice"))) ? "" : " --data " + data.root();
        progress.say("To look into it, in another terminal:");
        progress.say("  sluice send stripe" + here + "     a signed webhook, as Stripe sends it");
        progress.say("  sluice status" + here + "          how it is; logs shows what the services say");
        progress.say("  sluice psql" + here + "            the database; other clients take postgres_psql in run.json");
        progress.say("  kcat -b " + run.kafkaBootstrap() + " -L     the topics");
        progress.say("");
    }
}
