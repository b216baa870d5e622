package io.waitress.core.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A response as it came: head, content after chunked coding was taken off, trailers, and the exact bytes.
 *
 * @param statusLine the first line without its end
 * @param headers the header fields in order, names as spelled
 * @param content the content without framing
 * @param trailers the trailer fields in order
 * @param wire every byte of the response as text
 */
public record RawResponse(
        String statusLine,
        List<Map.Entry<String, String>> headers,
        byte[] content,
        List<Map.Entry<String, String>> trailers,
        String wire) {

    private static final byte[] LINE_END = {'\r', '\n'};

    /**
     * Returns the status code.
     *
     * @return the three digits as a number
     */
    public int status() {
        return Integer.parseInt(statusLine.substring(9, 12));
    }

    /**
     * Returns the value of a header field, or null if there is none.
     *
     * @param name in any case
     * @return the first value, or null
     */
    public String header(String name) {
        List<String> all = headers(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /**
     * Returns all values of a header field.
     *
     * @param name in any case
     * @return the values in order; empty if there is none
     */
    public List<String> headers(String name) {
        return headers.stream().filter(field -> field.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Returns the content as UTF-8 text.
     *
     * @return the text
     */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /**
     * Returns the exact bytes of the response in the shape of a text block: CR LF is a line feed, and the value of
     * {@code Date}, which no test can know, is {@code *}.
     *
     * @return the text to compare with
     */
    public String block() {
        int head = wire.indexOf("\r\n\r\n");
        return (wire.substring(0, head).replaceAll("(?i)\r\n(Date): [^\r]*", "\r\n$1: *") + wire.substring(head))
                .replace("\r\n", "\n");
    }

    @Override
    public String toString() {
        return wire;
    }

    static RawResponse read(ClientInput input, long waitNanos, boolean toHead) {
        StringBuilder wire = new StringBuilder();
        String statusLine = line(input, waitNanos, wire);
        if (!statusLine.matches("HTTP/1\\.1 [1-9][0-9]{2} .*")) {
            throw new AssertionError("Not a status line: " + RawClient.quoted(statusLine));
        }
        List<Map.Entry<String, String>> headers = fields(input, waitNanos, wire);
        RawResponse head = new RawResponse(statusLine, headers, new byte[0], List.of(), "");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List<Map.Entry<String, String>> trailers = List.of();
        if (toHead || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return new RawResponse(statusLine, headers, new byte[0], trailers, wire.toString());
        }
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            trailers = chunks(input, waitNanos, wire, content);
        } else {
            String length = head.header("Content-Length");
            content.writeBytes(length == null ? input.takeAll(waitNanos)
                    : input.take(Integer.parseInt(length), waitNanos));
            wire.append(RawClient.text(content.toByteArray()));
        }
        return new RawResponse(statusLine, headers, content.toByteArray(), trailers, wire.toString());
    }

    private static List<Map.Entry<String, String>> chunks(ClientInput input, long waitNanos, StringBuilder wire,
            ByteArrayOutputStream content) {
        for (;;) {
            int size = Integer.parseInt(line(input, waitNanos, wire), 16);
            if (size == 0) {
                return fields(input, waitNanos, wire);
            }
            byte[] chunk = input.take(size, waitNanos);
            content.writeBytes(chunk);
            wire.append(RawClient.text(chunk));
            if (!line(input, waitNanos, wire).isEmpty()) {
                throw new AssertionError("A chunk is longer than its size says: " + RawClient.quoted(wire.toString()));
            }
        }
    }

    private static List<Map.Entry<String, String>> fields(ClientInput input, long waitNanos, StringBuilder wire) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(input, waitNanos, wire); !line.isEmpty();
                line = line(input, waitNanos, wire)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new AssertionError("Not a header field: " + RawClient.quoted(line));
            }
            fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return List.copyOf(fields);
    }

    private static String line(ClientInput input, long waitNanos, StringBuilder wire) {
        String line = RawClient.text(input.takeUntil(LINE_END, waitNanos));
        wire.append(line);
        return line.substring(0, line.length() - LINE_END.length);
    }
}
