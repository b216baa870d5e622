package io.waitress.core.internal.http1;

/** The grammar of {@code traceparent} (W3C Trace Context, section 3.2). */
final class TraceParent {

    private static final int TRACE = 3;
    private static final int PARENT = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    private TraceParent() {
    }

    /** Returns the number of the trace, 32 digits, or null if the value is not valid. */
    static String traceId(String value) {
        if (value.length() < LENGTH || value.charAt(TRACE - 1) != '-' || value.charAt(PARENT - 1) != '-'
                || value.charAt(FLAGS - 1) != '-') {
            return null;
        }
        String version = value.substring(0, TRACE - 1);
        // What comes after the flags is for later versions to say.
        boolean ends = value.length() == LENGTH || !version.equals("00") && value.charAt(LENGTH) == '-';
        String trace = value.substring(TRACE, PARENT - 1);
        String parent = value.substring(PARENT, FLAGS - 1);
        return ends && digits(version) && !version.equals("ff") && number(trace) && number(parent)
                && digits(value.substring(FLAGS, LENGTH)) ? trace : null;
    }

    /** Tells whether there are digits, not all of which are 0. */
    private static boolean number(String text) {
        return digits(text) && !text.equals("0".repeat(text.length()));
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
