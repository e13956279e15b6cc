# The processor service: takes events from Kafka and keeps what came of them in Postgres.
# From the repository's root: docker build --file deploy/docker/processor-service.Dockerfile --tag sluice/processor-service .

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
# The libraries of others change seldom, so they get a layer of their own; ours change with every version.
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -q -Dquick -pl processor-service -am package && \
    mkdir ours && \
    for module in */pom.xml; do \
        find processor-service/target/lib -name "${module%/pom.xml}-*.jar" -exec mv {} ours/ \; ; \
    done

FROM eclipse-temurin:25.0.1_8-jre-noble
RUN groupadd --gid 10001 sluice && \
    useradd --uid 10001 --gid sluice --no-create-home --shell /usr/sbin/nologin sluice && \
    mkdir -p /var/lib/sluice && chown sluice:sluice /var/lib/sluice
COPY deploy/docker/health deploy/docker/train /usr/local/bin/
WORKDIR /opt/sluice
COPY --from=build /build/processor-service/target/lib lib/
COPY --from=build /build/ours lib/
COPY --from=build /build/processor-service/target/processor-service.jar ./
RUN train processor-service 8081
USER 10001:10001
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["health", "8081", "/health/ready"]
# Half of the memory is the heap's: RocksDB keeps what it caches outside of it.
# No shell between: the service is process 1 and gets SIGTERM. More options come from JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/sluice/processor-service.aot", "-jar", "/opt/sluice/processor-service.jar"]
