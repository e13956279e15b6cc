package dev.sluice.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know what. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheLedgerSpeaksToTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.processor.ledger..",
                    "dev.sluice.query..",
                    "dev.sluice.cli..",
                    "dev.sluice.local..",
                    "dev.sluice.testing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    @ArchTest
    static final ArchRule onlyTheTopologyKnowsKafkaStreams = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.processor", "dev.sluice.processor.streams..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule handlersKnowNothingOfTheEngine = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.handler..", "dev.sluice.processor.handlers..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.processor.ledger..",
                    "dev.sluice.processor.streams..",
                    "dev.sluice.processor.attempt..",
                    "org.apache.kafka..");

    @ArchTest
    static final ArchRule ingestAndProcessorMeetOnlyInTheTopics = noClasses()
            .that()
            .resideInAPackage("dev.sluice.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.processor..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.sluice.(**)").should().beFreeOfCycles();
}
