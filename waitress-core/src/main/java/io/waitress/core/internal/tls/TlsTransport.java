package io.waitress.core.internal.tls;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.ProtocolFactory;
import io.waitress.core.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLSession;

/**
 * Bytes that are encrypted on their way, in records of TLS: {@link TlsInput} belongs to the dispatcher,
 * {@link TlsOutput} to the holder of the output's lock.
 *
 * <p>Renegotiation, which TLS 1.2 has, is refused. An end of the input without the notice that TLS has for it is an end
 * all the same (RFC 9112, section 9.8): requests tell their own length.
 */
final class TlsTransport implements Transport {

    private final TlsLayer layer;
    private final Transport socket;
    private final TlsEngine engine;
    private final TlsInput input;
    private final TlsOutput output;

    TlsTransport(TlsLayer layer, Transport socket, Connection connection) {
        this.layer = layer;
        this.socket = socket;
        this.engine = new TlsEngine(layer);
        this.input = new TlsInput(layer, engine, socket, connection);
        this.output = new TlsOutput(layer, engine, socket, connection);
    }

    @Override
    public Protocol begin(Connection connection, ProtocolFactory protocols) {
        TlsHandshake handshake = new TlsHandshake(layer, engine, input, output, connection, protocols);
        input.expect(handshake);
        return handshake;
    }

    @Override
    public SSLSession tlsSession() {
        return engine.session();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return input.read(target);
    }

    @Override
    public boolean readable() {
        return input.readable();
    }

    @Override
    public long write(ByteBuffer source) throws IOException {
        return output.write(new ByteBuffer[] {source}, 1);
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        return output.write(sources, count);
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        return output.send(file, position, count);
    }

    @Override
    public boolean flush() throws IOException {
        return output.flush();
    }

    @Override
    public boolean finishOutput() throws IOException {
        return output.finish();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        socket.close();
    }
}
