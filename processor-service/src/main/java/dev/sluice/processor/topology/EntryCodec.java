package dev.sluice.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.BatchItem;
import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.event.RequestTrace;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of an {@link Entry}. The first byte tells form and kind, so that a later form can be told apart from
 * entries written before an upgrade.
 */
final class EntryCodec {
    private static final int WORK = 1;
    private static final int REPEAT = 2;
    private static final int BROKEN = 3;
    private static final int WORK_WITH_TOKEN = 4;
    private static final int REPEAT_WITH_TOKEN = 5;

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (entry) {
                case Entry.Work(Unit unit) -> {
                    Optional<String> token = unit.event().token();
                    out.writeByte(token.isPresent() ? WORK_WITH_TOKEN : WORK);
                    if (token.isPresent()) {
                        write(out, token.get());
                    }
                    write(out, unit);
                }
                case Entry.Repeat(SeenAgain again) -> {
                    Optional<SeenAgain.UsedToken> token = again.token();
                    out.writeByte(token.isPresent() ? REPEAT_WITH_TOKEN : REPEAT);
                    if (token.isPresent()) {
                        write(out, token.get().token());
                        write(out, token.get().sha256());
                    }
                    write(out, again.key());
                    write(out, again.firstReceivedAt());
                    out.writeLong(again.duplicates());
                }
                case Entry.Broken(Unreadable unreadable) -> {
                    out.writeByte(BROKEN);
                    write(out, unreadable.source());
                    write(out, unreadable.value());
                    write(out, unreadable.headersJson());
                    write(out, unreadable.reason());
                    write(out, unreadable.at());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static Entry decode(byte[] stored) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            int kind = in.readByte();
            return switch (kind) {
                case WORK -> new Entry.Work(readUnit(in, Optional.empty()));
                case WORK_WITH_TOKEN -> new Entry.Work(readUnit(in, Optional.of(readText(in))));
                case REPEAT -> new Entry.Repeat(readRepeat(in, Optional.empty()));
                case REPEAT_WITH_TOKEN ->
                    new Entry.Repeat(readRepeat(in, Optional.of(new SeenAgain.UsedToken(readText(in), readText(in)))));
                case BROKEN ->
                    new Entry.Broken(new Unreadable(
                            readCoordinates(in), readBytes(in), readText(in), readText(in), readInstant(in)));
                default -> throw new IllegalStateException("an entry of unknown kind " + kind + " is in the store");
            };
        } catch (IOException e) {
            throw new UncheckedIOException("an entry in the store is cut short", e);
        }
    }

    private static void write(DataOutputStream out, Unit unit) throws IOException {
        WebhookEvent event = unit.event();
        write(out, event.key());
        write(out, event.provider());
        write(out, event.type());
        writeOptional(out, event.subject());
        writeOptional(out, event.createdAt().map(Instant::toString));
        write(out, event.receivedAt());
        write(out, event.contentType());
        writeOptional(out, event.traceparent());
        write(out, event.request().target());
        write(out, event.request().headersJson());
        out.writeBoolean(event.batch().isPresent());
        if (event.batch().isPresent()) {
            BatchItem item = event.batch().get();
            out.writeInt(item.index());
            out.writeInt(item.count());
            write(out, item.sha256());
        }
        write(out, event.body());
        write(out, unit.category());
        write(out, unit.route());
        write(out, unit.generation());
        out.writeInt(unit.attempts());
        out.writeInt(unit.history().size());
        for (AttemptNote note : unit.history()) {
            out.writeInt(note.attempt());
            write(out, note.at());
            write(out, note.cause());
            write(out, note.message());
        }
        write(out, unit.origin());
        write(out, unit.source());
    }

    private static Unit readUnit(DataInputStream in, Optional<String> token) throws IOException {
        WebhookEvent event = new WebhookEvent(
                readEventKey(in),
                readText(in),
                readText(in),
                readOptional(in),
                readOptional(in).map(Instant::parse),
                readInstant(in),
                readText(in),
                readOptional(in),
                new RequestTrace(readText(in), readText(in)),
                in.readBoolean()
                        ? Optional.of(new BatchItem(in.readInt(), in.readInt(), readText(in)))
                        : Optional.empty(),
                token,
                readBytes(in));
        return new Unit(
                event,
                readText(in),
                readText(in),
                readText(in),
                in.readInt(),
                readHistory(in),
                readCoordinates(in),
                readCoordinates(in));
    }

    private static SeenAgain readRepeat(DataInputStream in, Optional<SeenAgain.UsedToken> token) throws IOException {
        return new SeenAgain(readEventKey(in), readInstant(in), in.readLong(), token);
    }

    private static List<AttemptNote> readHistory(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<AttemptNote> history = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            history.add(new AttemptNote(in.readInt(), readInstant(in), readText(in), readText(in)));
        }
        return List.copyOf(history);
    }

    private static void write(DataOutputStream out, EventKey key) throws IOException {
        write(out, key.endpoint());
        write(out, key.id());
    }

    private static EventKey readEventKey(DataInputStream in) throws IOException {
        return new EventKey(readText(in), readText(in));
    }

    private static void write(DataOutputStream out, Coordinates at) throws IOException {
        write(out, at.topic());
        out.writeInt(at.partition());
        out.writeLong(at.offset());
    }

    private static Coordinates readCoordinates(DataInputStream in) throws IOException {
        return new Coordinates(readText(in), in.readInt(), in.readLong());
    }

    private static void write(DataOutputStream out, Instant at) throws IOException {
        out.writeLong(at.getEpochSecond());
        out.writeInt(at.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void writeOptional(DataOutputStream out, Optional<String> text) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            write(out, text.get());
        }
    }

    private static Optional<String> readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), UTF_8);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
