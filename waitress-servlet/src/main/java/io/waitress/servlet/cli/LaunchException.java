package io.waitress.servlet.cli;

/** An application that cannot be served. The message is one line for the person who asked for it. */
final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    LaunchException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
