package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** What the fuzzer begins with. */
final class Seeds {
    private Seeds() {}

    /** Bodies of every format, as providers send them. */
    static final List<byte[]> BODIES = List.of(
                    "",
                    "{}",
                    "{\"id\":\"evt_1\",\"type\":\"a.b\",\"created\":1700000000,\"livemode\":true,\"data\":{\"object\":{\"id\":\"o\"}}}",
                    "[{\"eventId\":1,\"subscriptionType\":\"a\"},{\"eventId\":2,\"subscriptionType\":\"b\"}]",
                    "[{\"sg_event_id\":\"a\",\"event\":\"open\",\"timestamp\":1}]",
                    "{\"signature\":{\"timestamp\":\"1\",\"token\":\"t\",\"signature\":\"s\"},\"event-data\":{\"id\":\"1\",\"event\":\"e\"}}",
                    "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{\"pspReference\":\"p\","
                            + "\"eventCode\":\"A\",\"success\":\"true\",\"amount\":{\"value\":1,\"currency\":\"EUR\"},"
                            + "\"additionalData\":{\"hmacSignature\":\"x\"}}}]}",
                    "{\"value\":[{\"clientState\":\"made-up\",\"changeType\":\"c\",\"resource\":\"r\"}]}",
                    "{\"data\":{\"events\":[{\"uuid\":\"u\",\"eventType\":\"t\"}]}}",
                    "{\"object\":\"page\",\"entry\":[{\"changes\":[{\"field\":\"feed\"}]}]}",
                    "{\"type\":\"url_verification\",\"challenge\":\"abc\"}",
                    "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"abc\"}}",
                    "<Envelope><Id>1</Id><Kind>k</Kind></Envelope>",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><Envelope><Id>&b;</Id></Envelope>",
                    "id=1&type=t&a=%E2%82%AC+b",
                    "payload=%7B%22type%22%3A%22t%22%7D",
                    "bt_signature=k%7Cs&bt_payload=PGE%2BPC9hPg%3D%3D")
            .stream()
            .map(text -> text.getBytes(UTF_8))
            .toList();

    /** Values of headers. */
    static final List<String> HEADERS = List.of(
            "",
            "t=1767268800,v1=00ff,v1=",
            "sha256=0000000000000000000000000000000000000000000000000000000000000000",
            "v1,AAAA v1,BBBB v1a,CCCC",
            "ts=1767268800;h1=00",
            "Bearer made-up",
            "1767268800");
}
