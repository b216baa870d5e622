package io.waitress.core.http;

/** The version of HTTP in which a request was received (RFC 9110, section 2.5). */
public enum HttpVersion {

    /** HTTP/1.0 (RFC 1945): no chunked coding, no interim responses, connections close unless asked otherwise. */
    HTTP_1_0("HTTP/1.0"),

    /** HTTP/1.1 (RFC 9112): connections persist unless asked otherwise. */
    HTTP_1_1("HTTP/1.1");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /**
     * Returns the version as it stands in a request line.
     *
     * @return {@code HTTP/1.0} or {@code HTTP/1.1}
     */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
