package io.waitress.core.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** What the server sent and nobody has read yet. Every wait for more of it is bounded. */
final class ClientInput {

    /** No single read takes more than this. */
    static final int CHUNK_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Readiness readable;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);

    /** Received bytes from {@code start} to {@code end} are unread. */
    private byte[] bytes = new byte[1024];
    private int start;
    private int end;
    private boolean ended;

    ClientInput(SocketChannel channel) {
        this.channel = channel;
        this.readable = new Readiness(channel, SelectionKey.OP_READ);
    }

    /** Tells whether the server has ended the connection, as far as reads have shown. */
    boolean ended() {
        return ended;
    }

    byte[] take(int count, long waitNanos) {
        while (end - start < count) {
            if (!receive(waitNanos)) {
                throw missing(count + " bytes");
            }
        }
        return remove(count);
    }

    byte[] takeUntil(byte[] delimiter, long waitNanos) {
        int searched = start;
        for (;;) {
            int found = indexOf(delimiter, searched);
            if (found >= 0) {
                return remove(found + delimiter.length - start);
            }
            int unreadBefore = Math.max(0, end - start - delimiter.length + 1);
            if (!receive(waitNanos)) {
                throw missing(RawClient.quoted(RawClient.text(delimiter)));
            }
            searched = start + unreadBefore;
        }
    }

    byte[] takeAll(long waitNanos) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        do {
            all.writeBytes(remove(end - start));
        } while (receive(waitNanos));
        return all.toByteArray();
    }

    /** Takes what is there without waiting. */
    byte[] takeAvailable() {
        try {
            while (!ended && fill() > 0) {
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return remove(end - start);
    }

    void close() throws IOException {
        readable.close();
    }

    /** Waits for more bytes; false at the end of the connection. */
    private boolean receive(long waitNanos) {
        try {
            while (!ended) {
                int count = fill();
                if (count != 0) {
                    return count > 0;
                }
                if (!readable.await(System.nanoTime() + waitNanos)) {
                    throw new AssertionError("Nothing came in time; unread so far: "
                            + RawClient.quoted(RawClient.text(Arrays.copyOfRange(bytes, start, end))));
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int fill() throws IOException {
        chunk.clear();
        int count = channel.read(chunk);
        if (count < 0) {
            ended = true;
            return count;
        }
        makeRoom(count);
        chunk.flip().get(bytes, end, count);
        end += count;
        return count;
    }

    private void makeRoom(int count) {
        if (bytes.length - end >= count) {
            return;
        }
        int unread = end - start;
        byte[] target = bytes.length - unread >= count ? bytes : new byte[Math.max(2 * bytes.length, unread + count)];
        System.arraycopy(bytes, start, target, 0, unread);
        bytes = target;
        start = 0;
        end = unread;
    }

    private byte[] remove(int count) {
        byte[] removed = Arrays.copyOfRange(bytes, start, start + count);
        start += count;
        return removed;
    }

    private int indexOf(byte[] delimiter, int from) {
        for (int i = from; i <= end - delimiter.length; i++) {
            if (Arrays.equals(bytes, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    private AssertionError missing(String wanted) {
        return new AssertionError("The connection was closed before " + wanted + " came; unread so far: "
                + RawClient.quoted(RawClient.text(Arrays.copyOfRange(bytes, start, end))));
    }
}
