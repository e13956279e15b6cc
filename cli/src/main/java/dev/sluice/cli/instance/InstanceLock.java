package dev.sluice.cli.instance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The right to run on a data directory; the system takes it back when the process ends, however it ends. */
public final class InstanceLock implements AutoCloseable {
    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @throws CommandFailedException if another process has it
     */
    public static InstanceLock take(DataDirectory data) throws CommandFailedException, IOException {
        FileChannel channel = FileChannel.open(data.lock(), CREATE, WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "another sluice (process " + Files.readString(data.lock()).strip() + ") already runs on "
                            + data.root() + "; stop it, or use another directory with --data DIR");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
        return new InstanceLock(channel);
    }

    /** The process that has it, if one has. */
    public static Optional<ProcessHandle> holder(DataDirectory data) throws IOException {
        try (FileChannel channel = FileChannel.open(data.lock(), CREATE, WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                lock.close();
                return Optional.empty();
            }
        }
        // What the holder has written: nobody else may be asked to end.
        String pid = Files.readString(data.lock()).strip();
        return pid.matches("\\d{1,10}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
