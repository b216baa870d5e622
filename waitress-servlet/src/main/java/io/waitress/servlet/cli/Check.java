package io.waitress.servlet.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a server that has just started, as a client would. */
final class Check {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STATUS_START = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_START + 3;

    private Check() {
    }

    /**
     * Requests a path, and waits for the whole response.
     *
     * @return the status
     * @throws IOException if there is no proper response
     */
    static int get(URI server, String path) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader response =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String statusLine = response.readLine();
            if (statusLine == null || statusLine.length() < STATUS_END) {
                throw new IOException("the connection was closed without a response");
            }
            response.transferTo(Writer.nullWriter());
            return Integer.parseInt(statusLine.substring(STATUS_START, STATUS_END));
        }
    }
}
