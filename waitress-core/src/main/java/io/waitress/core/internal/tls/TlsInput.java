package io.waitress.core.internal.tls;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The receiving half of a {@link TlsTransport}: records to content, or to the handshake. Confined to the dispatcher
 * role.
 *
 * <p>A read takes a limited number of records, however small they are, and no connection may send many that have no
 * content: both would cost the dispatcher much and the client little.
 */
final class TlsInput {

    private static final int MAX_RECORDS_PER_READ = 32;

    private final Transport socket;
    private final Connection connection;
    private final TlsEngine engine;
    private final TlsLayer layer;
    private final HeldRecords held;
    private final RecordAllowance allowance = new RecordAllowance();

    /** Null once TLS is agreed on. */
    private TlsHandshake handshake;
    private int recordsLeft;
    private boolean ended;
    private boolean failed;

    TlsInput(TlsLayer layer, TlsEngine engine, Transport socket, Connection connection) {
        this.engine = engine;
        this.layer = layer;
        this.held = new HeldRecords(layer.recordBytes());
        this.socket = socket;
        this.connection = connection;
    }

    /** Gives all input to the handshake until it is over. */
    void expect(TlsHandshake beginning) {
        handshake = beginning;
    }

    int read(ByteBuffer target) throws IOException {
        if (failed || !connection.open()) {
            return socket.read(target); // for nobody to see
        }
        if (ended) {
            return -1;
        }
        int before = target.position();
        ByteBuffer records = layer.lend();
        try {
            fill(records, target.remaining());
            if (held.join(records)) {
                take(records, target);
                keep(records);
            }
        } finally {
            layer.takeBack(records);
        }
        int count = target.position() - before;
        return count == 0 && ended ? -1 : count;
    }

    /** True for records that were left for another turn, and for an end that came with content. */
    boolean readable() {
        return (ended || held.ready() && (handshake == null || handshake.wantsBytes()))
                && !connection.peerClosed() && connection.open();
    }

    /** Takes one record. Returns false if that is not there completely, none is to come, or others have their turn. */
    boolean unwrap(ByteBuffer records, ByteBuffer target) throws SSLException {
        if (ended || recordsLeft == 0 || !held.complete(records)) {
            return false;
        }
        recordsLeft--;
        SSLEngineResult result = engine.unwrap(records, target);
        switch (result.getStatus()) {
            case OK -> {
                if (handshake != null) {
                    allowance.handshake();
                } else if (result.bytesProduced() == 0) {
                    allowance.empty(connection.dispatcher().nowNanos());
                }
                return true;
            }
            case CLOSED -> {
                ended = true;
                return false;
            }
            default -> throw new SSLException("A record is larger than TLS allows");
        }
    }

    /** Tells whether a record is there completely. */
    boolean complete(ByteBuffer records) {
        return held.complete(records);
    }

    private void fill(ByteBuffer records, int most) throws IOException {
        held.leaveRoom(records.limit(Math.min(records.capacity(), most)));
        if (records.hasRemaining() && socket.read(records) < 0) {
            ended = true;
        }
        recordsLeft = MAX_RECORDS_PER_READ;
    }

    private void keep(ByteBuffer records) {
        if (ended || failed || !connection.open()) {
            held.clear();
        } else {
            held.keep(records);
        }
    }

    private void take(ByteBuffer records, ByteBuffer target) throws IOException {
        try {
            if (handshake != null && handshake.proceed(records, target)) {
                handshake = null;
            }
            if (handshake == null) {
                decrypt(records, target);
            }
        } catch (SSLException e) {
            failed = true;
            connection.flushNow(); // the alert
            if (handshake == null) {
                throw e;
            }
            handshake.failed(e);
        }
    }

    private void decrypt(ByteBuffer records, ByteBuffer target) throws SSLException {
        while (unwrap(records, target)) {
            switch (engine.status()) {
                case NEED_WRAP -> connection.flushNow(); // answers new keys
                case NEED_TASK, NEED_UNWRAP -> throw TlsOutput.renegotiation();
                default -> { }
            }
        }
    }
}
