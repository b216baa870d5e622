package io.waitress.servlet.internal.check;

import java.util.Locale;

/** How much a finding matters, the worst first. */
public enum Severity {

    /** The application does not start. */
    ERROR,

    /** It starts; a part of it fails, or behaves otherwise than where it came from. */
    WARNING,

    /** Worth knowing. */
    INFO;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
