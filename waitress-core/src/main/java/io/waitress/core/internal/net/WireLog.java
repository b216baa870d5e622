package io.waitress.core.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what goes over the wire: every byte in both directions, at level TRACE of the logger {@value #LOGGER}. */
final class WireLog implements Transport {

    static final String LOGGER = "io.waitress.wire";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final long connection;
    private final Transport transport;

    private WireLog(long connection, Transport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    /** Wraps the transport if the logger is enabled now. */
    static Transport around(Transport transport, long connection) {
        return LOG.isTraceEnabled() ? new WireLog(connection, transport) : transport;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = transport.read(target);
        if (count > 0) {
            LOG.trace("{} >> {}", connection, text(target, start, count));
        } else if (count < 0) {
            LOG.trace("{} >> end of input", connection);
        }
        return count;
    }

    @Override
    public long write(ByteBuffer source) throws IOException {
        int start = source.position();
        long count = transport.write(source);
        LOG.trace("{} << {}", connection, text(source, start, (int) count));
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = sources[i].position();
        }
        long total = transport.write(sources, count);
        for (int i = 0; i < count && sources[i].position() > starts[i]; i++) {
            LOG.trace("{} << {}", connection, text(sources[i], starts[i], sources[i].position() - starts[i]));
        }
        return total;
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        long sent = transport.send(file, position, count);
        LOG.trace("{} << {} bytes of a file from {}", connection, sent, position);
        return sent;
    }

    @Override
    public void shutdownOutput() throws IOException {
        LOG.trace("{} << end of output", connection);
        transport.shutdownOutput();
    }

    @Override
    public boolean finishOutput() throws IOException {
        return transport.finishOutput();
    }

    @Override
    public boolean flush() throws IOException {
        return transport.flush();
    }

    @Override
    public boolean readable() {
        return transport.readable();
    }

    @Override
    public Protocol begin(Connection opened, ProtocolFactory protocols) {
        return transport.begin(opened, protocols);
    }

    @Override
    public SSLSession tlsSession() {
        return transport.tlsSession();
    }

    @Override
    public void close() {
        LOG.trace("{} closed", connection);
        transport.close();
    }

    /** Shows bytes as Latin-1, with escapes for what would break the line or the terminal. */
    static String text(ByteBuffer buffer, int start, int count) {
        byte[] bytes = new byte[count];
        buffer.get(start, bytes);
        StringBuilder text = new StringBuilder(count + 16);
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c < ' ' || c >= 0x7f) {
                        text.append(String.format("\\x%02x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }
}
