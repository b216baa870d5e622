package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.DirectMemory;
import io.waitress.core.internal.buffer.Interrupts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/** Bytes to and from a socket as they are. */
final class PlainTransport implements Transport {

    /**
     * How much of a heap buffer is offered at once. The JDK copies it to a direct buffer of that size, which it keeps
     * for the thread for good.
     */
    private static final int MAX_HEAP_WRITE = 128 * 1024;

    private final SocketChannel channel;
    private final Counters counters;

    PlainTransport(SocketChannel channel, Counters counters) {
        this.channel = channel;
        this.counters = counters;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        counters.countRead();
        return counters.read(channel.read(target));
    }

    @Override
    public long write(ByteBuffer source) throws IOException {
        try {
            return writeOne(source);
        } catch (OutOfMemoryError e) {
            throw DirectMemory.lacking(e);
        }
    }

    private long writeOne(ByteBuffer source) throws IOException {
        if (source.isDirect() || source.remaining() <= MAX_HEAP_WRITE) {
            counters.countWrite();
            return counters.written(channel.write(source));
        }
        long total = 0;
        int end = source.limit();
        try {
            while (source.position() < end) {
                int offered = Math.min(end - source.position(), MAX_HEAP_WRITE);
                source.limit(source.position() + offered);
                counters.countWrite();
                int written = (int) counters.written(channel.write(source));
                total += written;
                if (written < offered) {
                    break;
                }
            }
        } finally {
            source.limit(end);
        }
        return total;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        if (gathers(sources, count)) {
            counters.countWrite();
            try {
                return counters.written(channel.write(sources, 0, count));
            } catch (OutOfMemoryError e) {
                throw DirectMemory.lacking(e);
            }
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += write(sources[i]);
            if (sources[i].hasRemaining()) {
                break;
            }
        }
        return total;
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        counters.countWrite();
        return counters.written(Interrupts.deferred(() -> file.transferTo(position, count, channel)));
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The descriptor is released all the same, and there is nobody to tell.
        }
    }

    private static boolean gathers(ByteBuffer[] sources, int count) {
        for (int i = 0; i < count; i++) {
            if (!sources[i].isDirect() && sources[i].remaining() > MAX_HEAP_WRITE) {
                return false;
            }
        }
        return true;
    }
}
