package io.waitress.core.internal.tls;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.ProtocolFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection speaks until TLS is agreed on; then the protocol that was negotiated takes its place. Confined to
 * the dispatcher role. What takes long, the arithmetic, runs elsewhere; no thread waits for the client.
 * <pre>
 *           first record         NEED_TASK
 *   SILENT ───────────► TALKING ───────────► COMPUTING
 *     │ plain HTTP         │  ▲                  │
 *     │                    │  └──────────────────┘ done
 *     ▼                    ├──────────► DONE   agreed
 *    ENDED ◄───────────────┘
 *             failure
 * </pre>
 * In any state the deadline, the client's end or the server's closes the connection.
 */
final class TlsHandshake implements Protocol {

    private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);
    private static final String ADVICE = "This port speaks HTTPS only. Use https:// instead of http://.\n";
    private static final byte[] PLAIN_ANSWER = ("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + ADVICE.length() + "\r\n\r\n" + ADVICE)
            .getBytes(StandardCharsets.ISO_8859_1);

    /** The first byte of a record of a handshake. */
    private static final byte HANDSHAKE_RECORD = 22;

    private enum State { SILENT, TALKING, COMPUTING, DONE, ENDED }

    private final TlsLayer layer;
    private final TlsEngine engine;
    private final TlsInput input;
    private final TlsOutput output;
    private final Connection connection;
    private final ProtocolFactory protocols;
    private final Deadlines.Handle deadline;
    private State state = State.SILENT;
    /** Whether the socket has not taken all that we have to say. */
    private boolean blocked;
    /** What is or was computed last, or null. */
    private Computation computation;

    TlsHandshake(TlsLayer layer, TlsEngine engine, TlsInput input, TlsOutput output, Connection connection,
            ProtocolFactory protocols) {
        this.layer = layer;
        this.engine = engine;
        this.input = input;
        this.output = output;
        this.connection = connection;
        this.protocols = protocols;
        this.deadline = connection.dispatcher().deadlines().schedule(layer.timeoutNanos(), this::expired);
    }

    /** Goes on as far as possible with what has come. Returns true if TLS is agreed on. */
    boolean proceed(ByteBuffer records, ByteBuffer target) throws IOException {
        if (state == State.SILENT && !begin(records)) {
            return false;
        }
        while (state == State.TALKING && connection.open()) {
            switch (engine.status()) {
                case NEED_TASK -> compute();
                case NEED_WRAP -> {
                    if (!send()) {
                        return false;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!input.unwrap(records, target)) {
                        return false;
                    }
                }
                default -> agreed();
            }
        }
        return state == State.DONE;
    }

    /** TLS cannot be agreed on: the client is told why, as far as TLS can, and then the connection ends. */
    void failed(SSLException cause) {
        deadline.cancel();
        state = State.ENDED;
        tell(cause.getMessage());
        LOG.debug("Connection {}", connection.id(), cause);
        connection.closeAfterFlush();
    }

    /** Whatever comes meanwhile can wait in the socket. */
    @Override
    public boolean wantsBytes() {
        return state != State.COMPUTING && !blocked;
    }

    @Override
    public void onBytes(ByteBuffer input) {
        throw new IllegalStateException("There is no content before TLS is agreed on");
    }

    @Override
    public void onEndOfInput() {
        LOG.debug("Connection {} from {} has ended before TLS was agreed on", connection.id(),
                connection.remoteAddress());
        connection.close();
    }

    /** The socket takes bytes again. */
    @Override
    public void onDrained() {
        blocked = false;
        if (state == State.TALKING) {
            connection.resumeReading();
        }
    }

    @Override
    public void onClosed() {
        deadline.cancel();
        state = State.ENDED;
        if (computation != null) {
            layer.threads().cancel(computation);
        }
    }

    /** Always: what is under way is lost to nobody. */
    @Override
    public boolean idle() {
        return true;
    }

    /** Begins with the first record: on a connection on which nothing comes TLS should cost nothing. */
    private boolean begin(ByteBuffer records) throws IOException {
        if (!records.hasRemaining()) {
            return false;
        }
        byte first = records.get(records.position());
        if (first >= 'A' && first <= 'Z') {
            answerPlainText(records);
            return false;
        }
        if (first != HANDSHAKE_RECORD) {
            throw new SSLException("what the client sent is no TLS");
        }
        if (!input.complete(records)) {
            return false;
        }
        state = State.TALKING;
        engine.start();
        return true;
    }

    /** A method of HTTP where a record of TLS should begin. */
    private void answerPlainText(ByteBuffer records) throws IOException {
        deadline.cancel();
        state = State.ENDED;
        records.position(records.limit());
        tell("it sent plain HTTP to " + connection.localAddress() + ", which speaks HTTPS only");
        output.becomePlain();
        connection.outbound().write(ByteBuffer.wrap(PLAIN_ANSWER), null, false);
        connection.closeAfterFlush();
    }

    /** Returns false if the socket does not take all; {@link #onDrained} goes on then. */
    private boolean send() throws SSLException {
        connection.flushNow();
        if (output.problem() != null) {
            throw output.problem();
        }
        blocked = engine.status() == HandshakeStatus.NEED_WRAP;
        return connection.open() && !blocked;
    }

    private void compute() throws SSLException {
        computation = new Computation();
        try {
            layer.threads().execute(computation);
        } catch (OutOfMemoryError e) {
            engine.computed();
            throw new SSLException("no thread can be had for its arithmetic: " + e.getMessage(), e);
        }
        state = State.COMPUTING;
    }

    private void agreed() {
        deadline.cancel();
        state = State.DONE;
        layer.countAgreed();
        engine.opened();
        SSLSession session = engine.session();
        String name = engine.applicationProtocol();
        LOG.debug("Connection {}: {}, {}, protocol \"{}\"", connection.id(), session.getProtocol(),
                session.getCipherSuite(), name);
        connection.switchProtocol(layer.protocols(name, protocols).create(connection));
    }

    private void expired() {
        tell("it took longer than tlsHandshakeTimeout");
        connection.close();
    }

    private void tell(String reason) {
        layer.failed(connection.dispatcher().nowNanos(), connection.remoteAddress(), reason);
    }

    /** Arithmetic on a thread for it. */
    private final class Computation implements Runnable {

        private final Runnable task = engine.computation();
        /** Made in advance, since there may be no memory left then. */
        private final Runnable done = this::done;
        /** Written before {@link #done} is handed over. */
        private Throwable failure;

        @Override
        public void run() {
            try {
                task.run();
            } catch (Throwable e) {
                failure = e;
            } finally {
                connection.dispatcher().execute(done);
            }
        }

        private void done() {
            engine.computed();
            if (state != State.COMPUTING) {
                return;
            }
            state = State.TALKING;
            if (failure != null) {
                LOG.error("TLS handshake with {}: the arithmetic failed", connection.remoteAddress(), failure);
                failed(new SSLException("the arithmetic failed", failure));
            } else {
                connection.resumeReading();
            }
        }
    }
}
