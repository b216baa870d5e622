package io.waitress.core.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A client that speaks TLS by the JDK's own sockets, over a socket whose bytes the test cuts, holds back and sees. */
public final class TlsClient implements AutoCloseable {

    /** The connection below. */
    public final Wire wire;
    /** The connection itself. */
    public final SSLSocket socket;

    /** What a client does differently. */
    public static final class Options {

        String[] protocols = {"TLSv1.3", "TLSv1.2"};
        String name;
        String[] applicationProtocols = {};
        TestKeys own;
        int pieceBytes = Integer.MAX_VALUE;
        int receiveBufferBytes;

        /** Speaks only this version. */
        public Options version(String protocol) {
            protocols = new String[] {protocol};
            return this;
        }

        /** Asks for this host. */
        public Options name(String host) {
            name = host;
            return this;
        }

        /** Offers these in ALPN. */
        public Options applicationProtocols(String... names) {
            applicationProtocols = names;
            return this;
        }

        /** Has a certificate. */
        public Options certificate(TestKeys keys) {
            own = keys;
            return this;
        }

        /** Sends in pieces of this size. */
        public Options pieces(int bytes) {
            pieceBytes = bytes;
            return this;
        }

        /** Takes little at once. */
        public Options receiveBuffer(int bytes) {
            receiveBufferBytes = bytes;
            return this;
        }
    }

    /** A socket whose output the test cuts into pieces or holds back, and whose input it can look at. */
    public static final class Wire extends Socket {

        /** What has come, encrypted. */
        public final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        private final int pieceBytes;
        private volatile ByteArrayOutputStream held;

        Wire(int pieceBytes) {
            this.pieceBytes = pieceBytes;
        }

        /** From now on nothing leaves. */
        public void hold() {
            held = new ByteArrayOutputStream();
        }

        /** Returns how many bytes are held back. */
        public int held() {
            return held.size();
        }

        /** Returns what is held back. */
        public byte[] heldBytes() {
            return held.toByteArray();
        }

        /** Holds back something else. */
        public void replace(byte[] bytes) {
            held.reset();
            held.writeBytes(bytes);
        }

        /** Sends all that was held back: so many bytes at once, and then the rest. */
        public void release(int first) throws IOException {
            byte[] bytes = held.toByteArray();
            held = null;
            int count = Math.min(first, bytes.length);
            super.getOutputStream().write(bytes, 0, count);
            super.getOutputStream().write(bytes, count, bytes.length - count);
        }

        /** Does nothing, so that the server learns of the end from TLS only. */
        @Override
        public void shutdownOutput() {
            // see above
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteArrayOutputStream holding = held;
                    if (holding != null) {
                        holding.write(bytes, offset, length);
                        return;
                    }
                    for (int at = 0; at < length; at += Math.min(pieceBytes, length - at)) {
                        out.write(bytes, offset + at, Math.min(pieceBytes, length - at));
                    }
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    if (count > 0 && seen.size() < 1_000_000) {
                        seen.write(target, offset, count);
                    }
                    return count;
                }
            };
        }
    }

    private TlsClient(Wire wire, SSLSocket socket) {
        this.wire = wire;
        this.socket = socket;
    }

    /** Connects and agrees on TLS with a server that has one of these certificates. */
    public static TlsClient connect(int port, Consumer<Options> change, TestKeys... trusted) throws Exception {
        TlsClient client = open(port, change, trusted);
        boolean agreed = false;
        try {
            client.socket.startHandshake();
            agreed = true;
            return client;
        } finally {
            if (!agreed) {
                client.close();
            }
        }
    }

    /** Connects only. */
    public static TlsClient open(int port, Consumer<Options> change, TestKeys... trusted) throws Exception {
        Options options = new Options();
        change.accept(options);
        Wire wire = new Wire(options.pieceBytes);
        if (options.receiveBufferBytes > 0) {
            wire.setReceiveBufferSize(options.receiveBufferBytes);
        }
        wire.setTcpNoDelay(true);
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        wire.setSoTimeout(30_000);
        SSLSocket socket = (SSLSocket) context(options, trusted).getSocketFactory()
                .createSocket(wire, null, port, true);
        socket.setUseClientMode(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(options.protocols);
        parameters.setApplicationProtocols(options.applicationProtocols);
        if (options.name != null) {
            parameters.setServerNames(List.of(new SNIHostName(options.name)));
        }
        socket.setSSLParameters(parameters);
        return new TlsClient(wire, socket);
    }

    private static SSLContext context(Options options, TestKeys... trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (TestKeys keys : trusted) {
            trust.setCertificateEntry(String.valueOf(trust.size()), keys.certificate());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trust);
        TrustManager[] trustManagers = factory.getTrustManagers();
        KeyManager[] keyManagers = {};
        if (options.own != null) {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
            keys.init(options.own.store(), TestKeys.PASSWORD.toCharArray());
            keyManagers = keys.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers, trustManagers, new SecureRandom());
        return context;
    }

    /** Sends text. */
    public TlsClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads up to and including the end of a head. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new AssertionError("The connection ended after: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** Reads a response with a length. */
    public String readResponse() throws IOException {
        String head = readHead();
        int at = head.indexOf("Content-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        return head + read(length);
    }

    /** Reads exactly that many bytes. */
    public String read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new AssertionError("The connection ended after " + bytes.length + " of " + count + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Asks for a path. */
    public String get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
    }

    /** Closes without a word. */
    public void cut() throws IOException {
        wire.setSoLinger(true, 0);
        wire.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
