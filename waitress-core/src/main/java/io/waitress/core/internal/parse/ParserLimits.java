package io.waitress.core.internal.parse;

/**
 * How much of a request is accepted. The trailer section of a chunked request has the limits of the head, counted anew.
 *
 * @param maxHeadBytes bytes from the method up to and including the empty line after the last field
 * @param maxFields field lines
 * @param maxBodyBytes bytes of content, after removing the chunked coding
 */
public record ParserLimits(int maxHeadBytes, int maxFields, long maxBodyBytes) {

    /** Checks that every limit leaves room for something. */
    public ParserLimits {
        if (maxHeadBytes < 1 || maxFields < 1 || maxBodyBytes < 0) {
            throw new IllegalArgumentException("maxHeadBytes " + maxHeadBytes + ", maxFields " + maxFields
                    + ", maxBodyBytes " + maxBodyBytes + ": expected at least 1, 1 and 0");
        }
    }
}
