package io.waitress.core.internal.tls;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.ProtocolFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection speaks until TLS is agreed on; then the protocol that was negotiated takes its place. Confined to
 * the dispatcher role. What takes long, the arithmetic, runs elsewhere; no thread waits for the client.
 * <pre>
 *           first byte           NEED_TASK
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

    private enum State { SILENT, TALKING, COMPUTING, DONE, ENDED }

    private final TlsTransport transport;
    private final TlsLayer layer;
    private final Connection connection;
    private final ProtocolFactory protocols;
    private final Deadlines.Handle deadline;
    private State state = State.SILENT;
    /** Whether the socket has not taken all that we have to say. */
    private boolean blocked;
    /** Null before the first byte. */
    private SSLEngine engine;

    TlsHandshake(TlsTransport transport, TlsLayer layer, Connection connection, ProtocolFactory protocols) {
        this.transport = transport;
        this.layer = layer;
        this.connection = connection;
        this.protocols = protocols;
        this.deadline = connection.dispatcher().deadlines().schedule(layer.timeoutNanos(), this::expired);
    }

    /** Goes on as far as possible with what has come. Returns true if TLS is agreed on. */
    boolean proceed(ByteBuffer input, ByteBuffer target) throws IOException {
        if (state == State.SILENT && !begin(input)) {
            return false;
        }
        while (state == State.TALKING && connection.open()) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> compute();
                case NEED_WRAP -> {
                    if (!send()) {
                        return false;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!transport.unwrap(input, target)) {
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
        LOG.atLevel(layer.failureLevel()).log("TLS handshake with {} failed: {}", connection.remoteAddress(),
                cause.getMessage());
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
    }

    /** Always: what is under way is lost to nobody. */
    @Override
    public boolean idle() {
        return true;
    }

    private boolean begin(ByteBuffer input) throws IOException {
        if (!input.hasRemaining()) {
            return false;
        }
        byte first = input.get(input.position());
        if (first >= 'A' && first <= 'Z') {
            answerPlainText(input);
            return false;
        }
        state = State.TALKING;
        engine = transport.startEngine();
        return true;
    }

    /** A method of HTTP where a record of TLS should begin. */
    private void answerPlainText(ByteBuffer input) throws IOException {
        deadline.cancel();
        state = State.ENDED;
        input.position(input.limit());
        LOG.atLevel(layer.failureLevel()).log("{} sent plain HTTP to {}, which speaks HTTPS only",
                connection.remoteAddress(), connection.localAddress());
        transport.becomePlain();
        connection.outbound().write(ByteBuffer.wrap(PLAIN_ANSWER), null, false);
        connection.closeAfterFlush();
    }

    /** Returns false if the socket does not take all; {@link #onDrained} goes on then. */
    private boolean send() throws SSLException {
        connection.flushNow();
        if (transport.problem() != null) {
            throw transport.problem();
        }
        blocked = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        return connection.open() && !blocked;
    }

    private void compute() {
        List<Runnable> tasks = new ArrayList<>(1);
        Runnable task;
        while ((task = engine.getDelegatedTask()) != null) {
            tasks.add(task);
        }
        state = State.COMPUTING;
        layer.compute(() -> {
            try {
                tasks.forEach(Runnable::run);
            } finally {
                connection.dispatcher().execute(this::computed);
            }
        });
    }

    private void computed() {
        if (state == State.COMPUTING) {
            state = State.TALKING;
            connection.resumeReading();
        }
    }

    private void agreed() {
        deadline.cancel();
        state = State.DONE;
        transport.open();
        String name = engine.getApplicationProtocol();
        LOG.debug("Connection {}: {}, {}, protocol \"{}\"", connection.id(), engine.getSession().getProtocol(),
                engine.getSession().getCipherSuite(), name);
        connection.switchProtocol(layer.protocols(name, protocols).create(connection));
    }

    private void expired() {
        LOG.atLevel(layer.failureLevel()).log("{} has not agreed on TLS within tlsHandshakeTimeout",
                connection.remoteAddress());
        connection.close();
    }
}
