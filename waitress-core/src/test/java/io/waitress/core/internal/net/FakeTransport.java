package io.waitress.core.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** A socket with as much room as the test gives it. Fields are guarded by this object's monitor. */
final class FakeTransport implements Transport {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room;
    private IOException failure;
    private boolean shut;
    private int writes;

    FakeTransport(long room) {
        this.room = room;
    }

    synchronized void room(long bytes) {
        room = bytes;
    }

    synchronized void fail(IOException cause) {
        failure = cause;
    }

    synchronized byte[] taken() {
        return taken.toByteArray();
    }

    synchronized long size() {
        return taken.size();
    }

    synchronized boolean shut() {
        return shut;
    }

    synchronized int writes() {
        return writes;
    }

    @Override
    public int read(ByteBuffer target) {
        return 0;
    }

    @Override
    public synchronized long write(ByteBuffer source) throws IOException {
        return write(new ByteBuffer[] {source}, 1);
    }

    @Override
    public synchronized long write(ByteBuffer[] sources, int count) throws IOException {
        check();
        writes++;
        long total = 0;
        for (int i = 0; i < count; i++) {
            byte[] part = new byte[(int) Math.min(room, sources[i].remaining())];
            sources[i].get(part);
            taken.writeBytes(part);
            room -= part.length;
            total += part.length;
        }
        return total;
    }

    @Override
    public synchronized long send(FileChannel file, long position, long count) throws IOException {
        check();
        writes++;
        long sent = file.transferTo(position, Math.min(room, count), Channels.newChannel(taken));
        room -= sent;
        return sent;
    }

    @Override
    public synchronized void shutdownOutput() {
        shut = true;
    }

    @Override
    public void close() {
    }

    private void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
