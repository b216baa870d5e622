package io.waitress.servlet.cli;

import java.util.List;

/** A command line that makes no sense. Each line of the message names the option or argument that is wrong. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String problem) {
        super(problem);
    }

    UsageException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
