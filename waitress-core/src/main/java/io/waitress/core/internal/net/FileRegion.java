package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.ByteSink;
import io.waitress.core.internal.buffer.Interrupts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Part of a file on its way out; owns the channel. Guarded by the lock of the {@link Outbound} it belongs to. */
final class FileRegion implements PendingOutput.Part {

    private static final Logger LOG = LoggerFactory.getLogger(FileRegion.class);
    /** What one connection may send before others have their turn. */
    private static final long MAX_DRAIN = 1024 * 1024;

    private final FileChannel file;
    private long position;
    private long remaining;

    FileRegion(FileChannel file, long position, long count) {
        this.file = file;
        this.position = position;
        this.remaining = count;
    }

    @Override
    public long remaining() {
        return remaining;
    }

    @Override
    public long drainTo(ByteSink sink) throws IOException {
        return Interrupts.deferred(() -> {
            long moved = sink.send(file, position, Math.min(remaining, MAX_DRAIN));
            if (moved == 0 && remaining > 0 && file.size() <= position) {
                throw new EOFException("A file being sent ended " + remaining + " bytes early");
            }
            position += moved;
            remaining -= moved;
            return moved;
        });
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("A file that was sent could not be closed", e);
        }
    }
}
