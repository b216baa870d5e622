package io.waitress.benchmarks.launch;

import java.nio.file.Path;

/**
 * The command line that every peer understands: {@code --listen=HOST:PORT --threads=N WAR}.
 *
 * @param host    the address to listen on
 * @param port    the port to listen on
 * @param threads the number of threads that run the application
 * @param war     the application
 */
public record Launch(String host, int port, int threads, Path war) {

    /** Time without traffic after which a peer may close a connection; that of Waitress. */
    public static final int IDLE_MILLIS = 120_000;

    /** Connections that the system may hold back until they are accepted. */
    public static final int BACKLOG = 4096;

    /** Connections that may be open at once. */
    public static final int CONNECTIONS = 20_000;

    private static final String LISTEN = "--listen=";
    private static final String THREADS = "--threads=";

    /** Reads a command line. */
    public static Launch parse(String[] arguments) {
        if (arguments.length != 3 || !arguments[0].startsWith(LISTEN) || !arguments[1].startsWith(THREADS)) {
            throw new IllegalArgumentException("Expected --listen=HOST:PORT --threads=N WAR");
        }
        String address = arguments[0].substring(LISTEN.length());
        int colon = address.lastIndexOf(':');
        return new Launch(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)),
                Integer.parseInt(arguments[1].substring(THREADS.length())), Path.of(arguments[2]).toAbsolutePath());
    }
}
