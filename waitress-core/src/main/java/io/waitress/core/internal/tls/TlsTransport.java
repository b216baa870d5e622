package io.waitress.core.internal.tls;

import io.waitress.core.internal.buffer.ScratchPool;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.ProtocolFactory;
import io.waitress.core.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * Bytes that are encrypted on their way: records of TLS, made and taken apart by an {@link SSLEngine}. The dispatcher
 * alone unwraps, the holder of the output's lock alone wraps; the engine serialises the two, for one record at a time.
 *
 * <p>Buffers are borrowed for a call. Between calls a connection keeps only the beginning of a record that has not
 * arrived completely, and the part of encrypted records that the socket has not taken. The content of the latter counts
 * as not yet written, so that whoever holds it offers it again, in the same order; what is {@code owed} is then taken
 * without being encrypted a second time:
 * <pre>
 *                   encrypt, socket takes all → written
 *   content offered ─┤
 *                   encrypt, socket takes some → not written: unsent records, owed = size of their content
 *   offered again: socket takes unsent → owed bytes written, go on with what follows
 * </pre>
 *
 * <p>Renegotiation, which TLS 1.2 has, is refused. An end of the input without the notice that TLS has for it is an end
 * all the same (RFC 9112, section 9.8): requests tell their own length.
 */
final class TlsTransport implements Transport {

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
    private static final long NOTHING_SENT = -1;
    private static final int RECORD_HEADER = 5;
    /** What the dispatcher encrypts for one connection before others have their turn. */
    private static final long MAX_DRAIN = 256 * 1024;
    /** Content of so many bytes fits into the records of one scratch buffer. */
    private static final int FILE_PIECE = 32 * 1024;
    /** How often a client may ask for an answer of the TLS layer while it does not take any. */
    private static final int MAX_UNANSWERED = 32;

    private final Transport socket;
    private final Connection connection;
    private final TlsLayer layer;
    private final ScratchPool scratches;

    /** Written by the dispatcher before anything is written; null before the first byte has come. */
    private SSLEngine engine;
    /** Written by the dispatcher; whether the client does not speak TLS, so that it gets an answer it can read. */
    private volatile boolean plain;
    /** Written by the dispatcher; null while the transport opens. */
    private volatile SSLSession session;

    // Confined to the dispatcher role.
    /** Null once the transport is open. */
    private TlsHandshake handshake;
    /** What has arrived and cannot be unwrapped yet, or null. */
    private ByteBuffer received;
    private boolean inputEnded;
    private boolean failed;
    private int unanswered;

    // Guarded by the output's lock.
    /** Encrypted records that the socket has not taken, or null. */
    private ByteBuffer unsent;
    /** How much content they have. */
    private long owed;
    private boolean closing;
    /** What went wrong when something of the handshake was to be sent, or null. */
    private SSLException problem;

    TlsTransport(TlsLayer layer, Transport socket, Connection connection) {
        this.layer = layer;
        this.scratches = layer.scratches();
        this.socket = socket;
        this.connection = connection;
    }

    @Override
    public Protocol begin(Connection opened, ProtocolFactory protocols) {
        handshake = new TlsHandshake(this, layer, connection, protocols);
        return handshake;
    }

    @Override
    public SSLSession tlsSession() {
        return session;
    }

    // ---- input: dispatcher role ----

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (failed || plain || !connection.open()) {
            return socket.read(target);
        }
        if (inputEnded) {
            return -1;
        }
        int before = target.position();
        ByteBuffer input = scratches.acquire();
        try {
            boolean ended = fill(input.limit(Math.min(input.capacity(), target.remaining())));
            take(input.flip(), target);
            inputEnded |= ended;
            received = kept(input);
        } finally {
            scratches.release(input);
        }
        int count = target.position() - before;
        return count == 0 && inputEnded ? -1 : count;
    }

    /** True for the end of the input, if bytes came with it: the socket does not tell that of TLS. */
    @Override
    public boolean readable() {
        return inputEnded && !connection.peerClosed() && connection.open();
    }

    private boolean fill(ByteBuffer input) throws IOException {
        if (received != null) {
            input.put(received);
            received = null;
        }
        return input.hasRemaining() && socket.read(input) < 0;
    }

    private void take(ByteBuffer input, ByteBuffer target) throws IOException {
        try {
            if (handshake != null && handshake.proceed(input, target)) {
                handshake = null;
            }
            if (handshake == null) {
                decrypt(input, target);
            }
        } catch (SSLException e) {
            failed = true;
            if (handshake == null) {
                connection.flushNow(); // the alert
                throw e;
            }
            handshake.failed(e);
        }
    }

    private void decrypt(ByteBuffer input, ByteBuffer target) throws SSLException {
        while (unwrap(input, target)) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> answer();
                case NEED_TASK, NEED_UNWRAP -> throw renegotiation();
                default -> { }
            }
        }
    }

    /** Answers a key update, which the client has asked for. */
    private void answer() throws SSLException {
        connection.flushNow();
        unanswered = needsWrap() ? unanswered + 1 : 0;
        if (unanswered > MAX_UNANSWERED) {
            throw new SSLException("The client asks for new keys and does not take them");
        }
    }

    /** Takes one record. Returns false if that is not there completely, or none is to come. */
    boolean unwrap(ByteBuffer input, ByteBuffer target) throws SSLException {
        if (!input.hasRemaining() || inputEnded) {
            return false;
        }
        SSLEngineResult result = engine.unwrap(input, target);
        switch (result.getStatus()) {
            case OK -> {
                return true;
            }
            case CLOSED -> {
                inputEnded = true;
                input.position(input.limit());
                return false;
            }
            default -> {
                // The engine asks for room for the whole record before it looks whether that has come.
                if (input.remaining() >= RECORD_HEADER && recordBytes(input) > layer.recordBytes()) {
                    throw new SSLException("A record is larger than TLS allows");
                }
                return false;
            }
        }
    }

    /** Returns the size of the record whose header begins here. */
    private static int recordBytes(ByteBuffer input) {
        return RECORD_HEADER + Short.toUnsignedInt(input.getShort(input.position() + RECORD_HEADER - Short.BYTES));
    }

    private ByteBuffer kept(ByteBuffer input) {
        if (!input.hasRemaining() || inputEnded || failed || plain) {
            return null;
        }
        return ByteBuffer.allocate(input.remaining()).put(input).flip();
    }

    /** Begins TLS with the first byte, since a connection on which nothing comes should cost nothing. */
    SSLEngine startEngine() throws SSLException {
        engine = layer.newEngine();
        engine.beginHandshake();
        return engine;
    }

    /** The client is to be answered in plain text. */
    void becomePlain() {
        plain = true;
    }

    /** The handshake is over: content travels from now on. */
    void open() {
        session = engine.getSession();
    }

    // ---- output: with the output's lock ----

    @Override
    public long write(ByteBuffer source) throws IOException {
        return write(new ByteBuffer[] {source}, 1);
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
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

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        if (!sendUnsent()) {
            return 0;
        }
        long total = Math.min(owed, count);
        owed -= total;
        long most = Math.min(count, mostBytes());
        ByteBuffer content = scratches.acquire();
        try {
            ByteBuffer[] sources = {content};
            while (unsent == null && total < most && read(file, position + total, count - total, content)) {
                total += sendRecords(sources, 1);
            }
        } finally {
            scratches.release(content);
        }
        return total;
    }

    @Override
    public boolean flush() throws IOException {
        if (engine == null || plain) {
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

    @Override
    public boolean finishOutput() throws IOException {
        if (engine == null || plain) {
            return true;
        }
        closing = true;
        engine.closeOutbound();
        return flush();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Returns what went wrong when a part of the handshake was to be sent, or null. */
    SSLException problem() {
        return problem;
    }

    /**
     * Tells whether the engine has something to send. After the client's end it always says so, to ask for ours; but
     * that comes when the response has been sent.
     */
    private boolean needsWrap() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && (closing || !engine.isInboundDone()
                || session == null);
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
        ByteBuffer output = scratches.acquire();
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
            scratches.release(output);
        }
    }

    private long wrap(ByteBuffer[] sources, int count, ByteBuffer output) throws SSLException {
        long consumed = 0;
        while (output.remaining() >= layer.recordBytes() && (hasRemaining(sources, count) || needsWrap())) {
            SSLEngineResult result = engine.wrap(sources, 0, count, output);
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

    private static SSLException renegotiation() {
        return new SSLException("The client wants to negotiate again, which is refused");
    }
}
