package io.waitress.core.internal.tls;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The sending half of a {@link TlsTransport}. Guarded by the output's lock.
 *
 * <p>Buffers are borrowed for a call. Between calls only the part of encrypted records is kept that the socket has not
 * taken. Its content counts as not yet written, so that whoever holds it offers it again, in the same order; what is
 * {@code owed} is then taken without being encrypted a second time:
 * <pre>
 *                   encrypt, socket takes all → written
 *   content offered ─┤
 *                   encrypt, socket takes some → not written: unsent records, owed = size of their content
 *   offered again: socket takes unsent → owed bytes written, go on with what follows
 * </pre>
 */
final class TlsOutput {

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
    private static final long NOTHING_SENT = -1;
    /** What the dispatcher encrypts for one connection before others have their turn. */
    private static final long MAX_DRAIN = 256 * 1024;
    /** Content of so many bytes fits into the records of one scratch buffer. */
    private static final int FILE_PIECE = 32 * 1024;

    private final Transport socket;
    private final Connection connection;
    private final TlsEngine engine;
    private final TlsLayer layer;
    private final int largestRecord;

    /** Written by the dispatcher; whether the client does not speak TLS, so that it gets an answer it can read. */
    private volatile boolean plain;
    /** Encrypted records that the socket has not taken, or null. */
    private ByteBuffer unsent;
    /** How much content they have. */
    private long owed;
    private boolean finishing;
    /** What went wrong when something of the handshake was to be sent, or null. */
    private SSLException problem;

    TlsOutput(TlsLayer layer, TlsEngine engine, Transport socket, Connection connection) {
        this.engine = engine;
        this.layer = layer;
        this.largestRecord = layer.recordBytes();
        this.socket = socket;
        this.connection = connection;
    }

    /** The client is to be answered in plain text. Dispatcher role. */
    void becomePlain() {
        plain = true;
    }

    /** Returns what went wrong when a part of the handshake was to be sent, or null. Dispatcher role. */
    SSLException problem() {
        return problem;
    }

    long write(ByteBuffer[] sources, int count) throws IOException {
        if (plain) {
            return socket.write(sources, count);
        }
        if (!sendUnsent()) {
            return 0;
        }
        long total = settle(sources, count);
        long most = mostBytes();
        while (unsent == null && total < most && hasRemaining(sources, count)) {
            total += sendRecords(sources, count);
        }
        return total;
    }

    long send(FileChannel file, long position, long count) throws IOException {
        if (!sendUnsent()) {
            return 0;
        }
        long total = Math.min(owed, count);
        owed -= total;
        long most = Math.min(count, mostBytes());
        ByteBuffer content = layer.lend();
        try {
            ByteBuffer[] sources = {content};
            while (unsent == null && total < most && read(file, position + total, count - total, content)) {
                total += sendRecords(sources, 1);
            }
        } finally {
            layer.takeBack(content);
        }
        return total;
    }

    /** Sends what TLS itself has to say. Returns false if something is left. */
    boolean flush() throws IOException {
        if (!engine.idle() || plain) {
            return true;
        }
        boolean sent = sendUnsent();
        while (sent && needsWrap()) {
            try {
                if (sendRecords(NOTHING, 1) == NOTHING_SENT) {
                    return true;
                }
                sent = unsent == null;
            } catch (SSLException e) {
                if (problem != null) {
                    return true;
                }
                problem = e; // and an alert is to be sent next
            }
        }
        return sent;
    }

    /** Says good-bye. Returns false if something is left. */
    boolean finish() throws IOException {
        if (!engine.idle() || plain) {
            return true;
        }
        finishing = true;
        engine.closeOutput();
        return flush();
    }

    static SSLException renegotiation() {
        return new SSLException("The client wants to negotiate again, which is refused");
    }

    /**
     * Tells whether the engine has something to send. After the client's end it always says so, to ask for ours; but
     * that comes when the response has been sent.
     */
    private boolean needsWrap() {
        return engine.status() == HandshakeStatus.NEED_WRAP && (finishing || !engine.inputDone()
                || engine.session() == null);
    }

    private long mostBytes() {
        return connection.holdsRole() ? MAX_DRAIN : Long.MAX_VALUE;
    }

    /** Returns false if the socket does not take all. */
    private boolean sendUnsent() throws IOException {
        if (unsent != null) {
            socket.write(unsent);
            if (unsent.hasRemaining()) {
                return false;
            }
            unsent = null;
        }
        return true;
    }

    /** Takes what has left already from what is offered again. */
    private long settle(ByteBuffer[] sources, int count) {
        long settled = 0;
        for (int i = 0; i < count && owed > 0; i++) {
            int step = (int) Math.min(owed, sources[i].remaining());
            sources[i].position(sources[i].position() + step);
            owed -= step;
            settled += step;
        }
        return settled;
    }

    /**
     * Encrypts and sends one scratch buffer full.
     *
     * @return how much content has left, and is consumed; {@link #NOTHING_SENT} if not even a record without content
     */
    private long sendRecords(ByteBuffer[] sources, int count) throws IOException {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = sources[i].position();
        }
        ByteBuffer output = layer.lend();
        try {
            long consumed = wrap(sources, count, output);
            if (!output.flip().hasRemaining()) {
                return NOTHING_SENT;
            }
            socket.write(output);
            if (!output.hasRemaining()) {
                return consumed;
            }
            unsent = ByteBuffer.allocate(output.remaining()).put(output).flip();
            owed = consumed;
            for (int i = 0; i < count; i++) {
                sources[i].position(positions[i]);
            }
            return 0;
        } finally {
            layer.takeBack(output);
        }
    }

    private long wrap(ByteBuffer[] sources, int count, ByteBuffer output) throws SSLException {
        long consumed = 0;
        while (output.remaining() >= largestRecord && (hasRemaining(sources, count) || needsWrap())) {
            SSLEngineResult result = engine.wrap(sources, count, output);
            consumed += result.bytesConsumed();
            if (result.bytesProduced() == 0) {
                if (hasRemaining(sources, count)) {
                    throw result.getStatus() == SSLEngineResult.Status.CLOSED
                            ? new SSLException("TLS has ended on this connection") : renegotiation();
                }
                break;
            }
        }
        return consumed;
    }

    private static boolean hasRemaining(ByteBuffer[] sources, int count) {
        for (int i = 0; i < count; i++) {
            if (sources[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /** Returns false if the file has ended. */
    private static boolean read(FileChannel file, long position, long most, ByteBuffer content) throws IOException {
        content.clear().limit((int) Math.min(FILE_PIECE, most));
        int count = 0;
        while (content.hasRemaining() && (count = file.read(content, position + content.position())) > 0) {
            continue;
        }
        return content.flip().hasRemaining();
    }
}
