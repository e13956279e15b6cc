# The ingest service: takes webhooks over HTTP and puts them on Kafka.
# From the repository's root: docker build --file deploy/docker/ingest-service.Dockerfile --tag sluice/ingest-service .

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
# The libraries of others change seldom, so they get a layer of their own; ours change with every version.
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -q -Dquick -pl ingest-service -am package && \
    mkdir ours && \
    for module in */pom.xml; do \
        find ingest-service/target/lib -name "${module%/pom.xml}-*.jar" -exec mv {} ours/ \; ; \
    done

FROM eclipse-temurin:25.0.1_8-jre-noble
RUN groupadd --gid 10001 sluice && \
    useradd --uid 10001 --gid sluice --no-create-home --shell /usr/sbin/nologin sluice
COPY deploy/docker/health deploy/docker/train /usr/local/bin/
WORKDIR /opt/sluice
COPY --from=build /build/ingest-service/target/lib lib/
COPY --from=build /build/ours lib/
COPY --from=build /build/ingest-service/target/ingest-service.jar ./
RUN train ingest-service 9080
USER 10001:10001
EXPOSE 8080 9080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["health", "9080", "/health/ready"]
# No shell between: the service is process 1 and gets SIGTERM. More options come from JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/sluice/ingest-service.aot", "-jar", "/opt/sluice/ingest-service.jar"]
