package io.waitress.core.http;

import java.nio.charset.StandardCharsets;

/** A status code with its reason phrase and its status line in bytes (RFC 9110, section 15). Immutable. */
public final class Status {

    private static final Status[] KNOWN = new Status[600];

    static {
        register(100, "Continue");
        register(101, "Switching Protocols");
        register(102, "Processing");
        register(103, "Early Hints");
        register(200, "OK");
        register(201, "Created");
        register(202, "Accepted");
        register(203, "Non-Authoritative Information");
        register(204, "No Content");
        register(205, "Reset Content");
        register(206, "Partial Content");
        register(207, "Multi-Status");
        register(208, "Already Reported");
        register(226, "IM Used");
        register(300, "Multiple Choices");
        register(301, "Moved Permanently");
        register(302, "Found");
        register(303, "See Other");
        register(304, "Not Modified");
        register(305, "Use Proxy");
        register(307, "Temporary Redirect");
        register(308, "Permanent Redirect");
        register(400, "Bad Request");
        register(401, "Unauthorized");
        register(402, "Payment Required");
        register(403, "Forbidden");
        register(404, "Not Found");
        register(405, "Method Not Allowed");
        register(406, "Not Acceptable");
        register(407, "Proxy Authentication Required");
        register(408, "Request Timeout");
        register(409, "Conflict");
        register(410, "Gone");
        register(411, "Length Required");
        register(412, "Precondition Failed");
        register(413, "Content Too Large");
        register(414, "URI Too Long");
        register(415, "Unsupported Media Type");
        register(416, "Range Not Satisfiable");
        register(417, "Expectation Failed");
        register(418, "I'm a teapot");
        register(421, "Misdirected Request");
        register(422, "Unprocessable Content");
        register(423, "Locked");
        register(424, "Failed Dependency");
        register(425, "Too Early");
        register(426, "Upgrade Required");
        register(428, "Precondition Required");
        register(429, "Too Many Requests");
        register(431, "Request Header Fields Too Large");
        register(451, "Unavailable For Legal Reasons");
        register(500, "Internal Server Error");
        register(501, "Not Implemented");
        register(502, "Bad Gateway");
        register(503, "Service Unavailable");
        register(504, "Gateway Timeout");
        register(505, "HTTP Version Not Supported");
        register(506, "Variant Also Negotiates");
        register(507, "Insufficient Storage");
        register(508, "Loop Detected");
        register(511, "Network Authentication Required");
    }

    private final int code;
    private final String reason;
    private final byte[] statusLine;

    private Status(int code, String reason) {
        this.code = code;
        this.reason = reason;
        // The space before an empty reason is required (RFC 9112, section 4).
        this.statusLine = ("HTTP/1.1 " + code + ' ' + reason + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void register(int code, String reason) {
        KNOWN[code] = new Status(code, reason);
    }

    /**
     * Returns the status of a code, with the registered reason phrase, or an empty one for an unregistered code.
     *
     * @param code from 100 to 599
     * @return the status; the same object each time if the code is registered
     * @throws IllegalArgumentException if out of range
     */
    public static Status of(int code) {
        if (code < 100 || code > 599) {
            throw new IllegalArgumentException("status " + code + ": expected 100 to 599");
        }
        Status known = KNOWN[code];
        return known != null ? known : new Status(code, "");
    }

    /**
     * Returns a status with a reason phrase of the caller's.
     *
     * @param code from 100 to 599
     * @param reason visible Latin-1, space and tab (RFC 9112, section 4); empty for none
     * @return the status
     * @throws IllegalArgumentException if the code is out of range or the reason has another character
     */
    public static Status of(int code, String reason) {
        Status status = of(code);
        if (status.reason.equals(reason)) {
            return status;
        }
        int bad = FieldSyntax.firstBadValueCharacter(reason);
        if (bad >= 0) {
            throw new IllegalArgumentException("reason phrase of status " + code + ": "
                    + FieldSyntax.describe(reason, bad) + " is not allowed");
        }
        return new Status(code, reason);
    }

    /**
     * Returns the registered reason phrase of a code.
     *
     * @param code from 100 to 599
     * @return the phrase, empty for an unregistered code
     * @throws IllegalArgumentException if out of range
     */
    public static String reason(int code) {
        return of(code).reason();
    }

    /**
     * Returns the code.
     *
     * @return from 100 to 599
     */
    public int code() {
        return code;
    }

    /**
     * Returns the reason phrase.
     *
     * @return the phrase, possibly empty
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns the complete status line in bytes, {@code HTTP/1.1 200 OK} with its line end.
     *
     * @return a shared array, which must not be modified
     */
    public byte[] statusLine() {
        return statusLine;
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }
}
