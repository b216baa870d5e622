package io.waitress.core.internal.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A queue of bytes in a temporary file, readable by its creator only. Where the system allows, the file has no name any
 * more once it is open, so that nothing stays behind even if the process is killed; elsewhere it is deleted on closing.
 *
 * <p>An interrupt that is already set does not close the file (a {@link FileChannel} would): it is kept for the caller.
 *
 * <p>Not thread-safe; guarded by the owner's lock or confined to the owner.
 */
final class SpillFile implements AutoCloseable {

    private static final long MAX_DRAIN = 1024 * 1024;

    private final FileChannel channel;
    private long readPosition;
    private long writePosition;

    private SpillFile(FileChannel channel) {
        this.channel = channel;
    }

    static SpillFile create() throws IOException {
        return open(Files.createTempFile("waitress-", ".spill"));
    }

    /** Takes over an empty file that nobody else uses. */
    static SpillFile open(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        try {
            Files.delete(path);
        } catch (NoSuchFileException ignored) {
            // Opening for deletion on close has already removed the name.
        } catch (IOException ignored) {
            // An open file cannot be deleted on this system; closing deletes it.
        }
        return new SpillFile(channel);
    }

    void append(ByteBuffer source) throws IOException {
        Interrupts.deferred(() -> {
            if (readPosition == writePosition) {
                rewind();
            }
            while (source.hasRemaining()) {
                writePosition += channel.write(source, writePosition);
            }
            return 0;
        });
    }

    long remaining() {
        return writePosition - readPosition;
    }

    /** Reads at least one byte; called only while some remain and the target has room. */
    int read(ByteBuffer target) throws IOException {
        long count = Interrupts.deferred(() -> channel.read(target, readPosition));
        if (count < 0) {
            throw truncated();
        }
        readPosition += count;
        return (int) count;
    }

    long drainTo(ByteSink sink) throws IOException {
        return Interrupts.deferred(() -> {
            long asked = Math.min(remaining(), MAX_DRAIN);
            long moved = sink.send(channel, readPosition, asked);
            if (moved == 0 && channel.size() <= readPosition) {
                throw truncated();
            }
            readPosition += moved;
            return moved;
        });
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nobody wants the content any more, and the descriptor is released all the same.
        }
    }

    private void rewind() throws IOException {
        if (writePosition > 0) {
            channel.truncate(0);
            readPosition = 0;
            writePosition = 0;
        }
    }

    private static IOException truncated() {
        return new IOException("A temporary file of the server was truncated by somebody else");
    }
}
