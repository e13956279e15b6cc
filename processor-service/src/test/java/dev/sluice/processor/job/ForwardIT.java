package dev.sluice.processor.job;

import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ProcessorService;
import dev.sluice.processor.handlers.forward.Receiver;
import dev.sluice.processor.handlers.forward.Receiver.Received;
import dev.sluice.rejection.Checked;
import dev.sluice.testing.EventBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are passed on, over HTTP and to a topic, through a broker, a database and the processor itself. */
final class ForwardIT {
    private static final String ROUTES = """
            routes:
              - name: out
                match: {events: ["http.*"]}
                handler: forward-http
                timeout: 2s
                retry: {delays: [10ms, 10ms]}
                with: {url: "http://127.0.0.1:PORT/in", secrets: ["${FORWARD_SECRET}"], allow: [127.0.0.1]}
              - name: hasty
                match: {events: ["hasty.*"]}
                handler: forward-http
                timeout: 2s
                retry: {delays: [1h], on: [timeout]}
                with: {url: "http://127.0.0.1:PORT/hasty", secrets: ["${FORWARD_SECRET}"], allow: [127.0.0.1]}
              - name: inward
                match: {events: ["inward.*"]}
                handler: forward-http
                retry: {max_attempts: 1}
                with: {url: "http://localhost:PORT/inward", secrets: ["${FORWARD_SECRET}"]}
              - name: topic
                match: {events: ["kafka.*"]}
                handler: forward-kafka
                with: {topic: forwarded, key: customer}
              - name: moving
                match: {events: ["crash.*"]}
                handler: forward-kafka
                with: {topic: TOPIC, key: customer}
            """;

    @TempDir
    private static Path directory;

    private static Receiver receiver;
    private static JobsRig rig;
    private static ProcessorService service;

    @BeforeAll
    static void start() throws Exception {
        receiver = new Receiver();
        rig = new JobsRig(directory, routes("forwarded"));
        rig.admin
                .createTopics(List.of(new NewTopic("forwarded", 2, (short) 1), new NewTopic("elsewhere", 2, (short) 1)))
                .all()
                .get();
        service = rig.start("one");
    }

    @AfterAll
    static void stop() throws Exception {
        receiver.close();
        rig.close();
    }

    private static String routes(String topic) {
        return ROUTES.replace("PORT", Integer.toString(receiver.port())).replace("TOPIC", topic);
    }

    @Test
    void bytesArriveAsTheyCameWithASignatureThatVerifies() throws Exception {
        byte[] body = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '\r', '\n', '"', (byte) 0xff, 0, '"', ' ', '}', '\n'
        };
        receiver.willAnswer("/in", Receiver.status(202, "taken"));
        WebhookEvent sent = EventBuilder.event("shop", "evt bytes \u00e9%")
                .type("http.bytes")
                .subject("obj_1")
                .receivedAt(Instant.parse("2026-01-02T03:04:05Z"))
                .createdAt(Instant.parse("2026-01-02T03:04:04Z"))
                .livemode(true)
                .contentType("application/json; charset=\"x\"")
                .body(body)
                .build();

        rig.send(sent);

        Received got = awaited(sent, 1).getFirst();
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.header("content-type")).isEqualTo("application/json; charset=\"x\"");
        assertThat(got.verified(JobsRig.SECRET)).isInstanceOf(Checked.Passed.class);
        Map<String, String> attributes = new TreeMap<>();
        got.headers().asMap().forEach((name, values) -> {
            if (name.startsWith("ce-") || name.startsWith("sluice-")) {
                attributes.put(name, String.join("|", values));
            }
        });
        assertThat(attributes)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ce-specversion", "1.0"),
                        Map.entry("ce-id", "evt%20bytes%20%C3%A9%25"),
                        Map.entry("ce-source", "/webhooks/shop"),
                        Map.entry("ce-type", "http.bytes"),
                        Map.entry("ce-time", "2026-01-02T03:04:04Z"),
                        Map.entry("ce-subject", "obj_1"),
                        Map.entry("ce-provider", "generic"),
                        Map.entry("ce-endpoint", "shop"),
                        Map.entry("ce-receivedat", "2026-01-02T03:04:05Z"),
                        Map.entry("ce-livemode", "true"),
                        Map.entry("sluice-attempt", "1")));
        eventually(() -> assertThat(
                        rig.rows("SELECT status || ' ' || result FROM webhook_event WHERE type = 'http.bytes'"))
                .containsExactly("processed " + receiver.url("") + " answered 202: taken"));
    }

    @Test
    void failureIsTriedAgainUnderTheSameIdAndItsAnswerIsKept() throws Exception {
        WebhookEvent sent = event("evt_500", "http.fails");
        receiver.willAnswer("/in", Receiver.status(500, "boom\n"));

        rig.send(sent);

        List<Received> got = awaited(sent, 2);
        assertThat(got).extracting(each -> each.header("sluice-attempt")).containsExactly("1", "2");
        assertThat(got.get(1).header("webhook-id"))
                .isEqualTo(got.get(0).header("webhook-id"))
                .startsWith("msg_");
        assertThat(got)
                .allSatisfy(each -> assertThat(each.verified(JobsRig.SECRET)).isInstanceOf(Checked.Passed.class));
        eventually(() -> assertThat(attempts("evt_500"))
                .containsExactly("retry retryable " + receiver.url("") + " answered 500: boom", "processed - -"));
    }

    @Test
    void retryAfterIsTheLeastDelayAndADayTheMost() throws Exception {
        receiver.willAnswer("/in", Receiver.status(429, "", "Retry-After", "3600"));
        rig.send(event("evt_429", "http.busy"));
        eventually(() -> assertThat(waits("evt_429")).containsExactly("3600"));

        receiver.willAnswer("/in", Receiver.status(503, "", "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"));
        rig.send(event("evt_503", "http.busy"));
        eventually(() -> assertThat(waits("evt_503")).containsExactly("86400"));

        receiver.willAnswer("/in", Receiver.status(429, "", "Retry-After", "1"));
        rig.send(event("evt_429_soon", "http.busy"));
        eventually(() -> assertThat(
                        rig.rows(
                                "SELECT (max(attempted_at) - min(attempted_at) >= interval '1 second')::text || count(*) FROM webhook_attempt WHERE event_id = 'evt_429_soon'"))
                .containsExactly("true2"));
    }

    private static List<String> waits(String eventId) {
        return rig.rows("SELECT extract(epoch FROM due_at - attempted_at)::int FROM webhook_attempt WHERE event_id = '"
                + eventId + "'");
    }

    @Test
    void answerThatDoesNotComeIsATimeout() throws Exception {
        receiver.willAnswer("/hasty", receiver.never());

        rig.send(event("evt_late", "hasty.late"));

        eventually(() ->
                assertThat(attempts("evt_late")).singleElement().asString().startsWith("retry timeout no answer "));
    }

    @Test
    void addressThatIsNotPublicIsNotConnectedTo() throws Exception {
        rig.send(event("evt_inward", "inward.try"));

        eventually(() -> assertThat(attempts("evt_inward"))
                .singleElement()
                .asString()
                .startsWith("dead retryable not sent: localhost is ")
                .contains("addresses that are not public are refused"));
        assertThat(receiver.received("/inward")).isEmpty();
    }

    @Test
    void redriveComesUnderTheSameIdAsBefore() throws Exception {
        WebhookEvent sent = event("evt_gone", "http.gone");
        receiver.willAnswer("/in", Receiver.status(410, "closed"));
        rig.send(sent);
        eventually(() -> assertThat(attempts("evt_gone"))
                .containsExactly(
                        "dead permanent " + receiver.url("") + " answered 410, it wants no more of these: closed"));

        String job = rig.run("redrive", "{\"events\":[\"shop/evt_gone\"]}");

        assertThat(rig.outcomes(job)).containsExactly("evt_gone/out processed");
        List<Received> got = awaited(sent, 2);
        assertThat(got.get(1).header("webhook-id")).isEqualTo(got.get(0).header("webhook-id"));
    }

    @Test
    void recordOnATopicHasTheBytesTheKeyAndTheAttributes() throws Exception {
        WebhookEvent sent = EventBuilder.like(event("evt_record", "kafka.record"))
                .body("{ \"customer\":\"cus_record\"}\n")
                .build();

        rig.send(sent);

        eventually(() -> assertThat(records("forwarded", "cus_record")).hasSize(1));
        ConsumerRecord<byte[], byte[]> record =
                records("forwarded", "cus_record").getFirst();
        assertThat(record.value()).isEqualTo(sent.body());
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "evt_record")
                .containsEntry("ce_source", "/webhooks/shop")
                .containsEntry("ce_type", "kafka.record")
                .containsEntry("ce_provider", "generic")
                .containsEntry("ce_endpoint", "shop")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void afterACrashBetweenTheCommitsTheRecordedPublicationIsSentOnce() throws Exception {
        rig.stop(service);
        ProcessorService crashing = rig.start("one", UncommittedClients::new);
        rig.send(EventBuilder.like(event("evt_crash", "crash.before"))
                .body("{\"customer\":\"cus_crash\"}")
                .build());
        eventually(() -> assertThat(attempts("evt_crash")).containsExactly("processed - -"));
        assertThat(records("forwarded", "cus_crash")).isEmpty();
        rig.stop(crashing);

        // Were the handler called again, it would publish there.
        rig.routes(routes("elsewhere"));
        service = rig.start("one");

        eventually(() -> assertThat(records("forwarded", "cus_crash")).hasSize(1));
        rig.send(EventBuilder.like(event("evt_after", "crash.after"))
                .body("{\"customer\":\"cus_after\"}")
                .build());
        eventually(() -> assertThat(records("elsewhere", "cus_after")).hasSize(1));
        assertThat(records("forwarded", "cus_crash")).hasSize(1);
        assertThat(records("elsewhere", "cus_crash")).isEmpty();
    }

    /** What has come of an event, once it has come as often. */
    private static List<Received> awaited(WebhookEvent event, int times) {
        eventually(() -> assertThat(received(event)).hasSize(times));
        return received(event);
    }

    private static List<Received> received(WebhookEvent event) {
        return receiver.received("/in").stream()
                .filter(each -> each.header("ce-type").equals(event.type()))
                .toList();
    }

    private static List<String> attempts(String eventId) {
        return rig.rows(
                "SELECT outcome || ' ' || coalesce(cause, '-') || ' ' || coalesce(error, '-') FROM webhook_attempt WHERE event_id = '"
                        + eventId + "' ORDER BY attempted_at");
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, String key) {
        return rig.records(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .toList();
    }
}
