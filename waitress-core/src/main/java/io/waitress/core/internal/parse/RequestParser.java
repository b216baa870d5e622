package io.waitress.core.internal.parse;

import io.waitress.core.http.HttpException;
import java.nio.ByteBuffer;

/**
 * Turns bytes into request heads, one after the other, strictly by RFC 9112. Resumable at every byte: each byte is
 * looked at once, as it comes, for the grammar; what the fields mean is checked when the head is complete. An empty
 * line before a request line is skipped, once (RFC 9112, section 2.2).
 *
 * <pre>
 * START ─CR→ EMPTY_LINE ─LF→ LINE ─→ (request line, then field lines) ─→ START
 *    └────────other─────────↗
 * </pre>
 *
 * After an {@link HttpException} nothing on the connection can be understood any more; the parser must not be used
 * again. Confined to the dispatcher role.
 */
public final class RequestParser {

    private enum State { START, EMPTY_LINE, HEAD }

    private final ParserLimits limits;
    private final Origin origin;
    private final RequestLine line = new RequestLine();
    private final FieldSection fields;
    private final SectionBytes bytes = new SectionBytes();
    private State state = State.START;
    private ParsedHead head;

    /**
     * Creates a parser for one connection.
     *
     * @param limits how much is accepted
     * @param origin what is assumed where a request does not say
     */
    public RequestParser(ParserLimits limits, Origin origin) {
        this.limits = limits;
        this.origin = origin;
        fields = new FieldSection("request head", limits);
    }

    /**
     * Consumes input up to the end of the head, or all of it.
     *
     * @param input the bytes that follow those of the previous call; on true left at the first byte after the head
     * @return true if the head is complete
     * @throws HttpException if this is no acceptable request; the status says why
     */
    public boolean parse(ByteBuffer input) {
        if (state != State.HEAD && !start(input)) {
            return false;
        }
        int from = input.position();
        int shift = bytes.length() - from;
        int to = from + Math.min(input.remaining(), limits.maxHeadBytes() - bytes.length());
        int at = from;
        if (!line.done()) {
            at = line.scan(input, at, to, shift);
        }
        if (line.done()) {
            at = fields.scan(input, at, to, shift);
        }
        if (fields.done()) {
            finish(input, at);
            return true;
        }
        if (at < input.limit()) {
            throw tooLarge();
        }
        bytes.append(input);
        return false;
    }

    private boolean start(ByteBuffer input) {
        while (input.hasRemaining()) {
            int octet = input.get(input.position());
            if (state == State.EMPTY_LINE) {
                if (octet != '\n') {
                    throw new HttpException(400, "The request starts with CR and byte " + Excerpt.of(octet)
                            + ", expected a request line");
                }
                input.get();
                state = State.HEAD;
            } else if (octet == '\r') {
                input.get();
                state = State.EMPTY_LINE;
            } else {
                state = State.HEAD;
            }
            if (state == State.HEAD) {
                line.reset();
                return true;
            }
        }
        return false;
    }

    private void finish(ByteBuffer input, int end) {
        head = new ParsedHead(line, fields.take(bytes.take(input, end)), origin, limits);
        state = State.START;
    }

    private HttpException tooLarge() {
        if (!line.done()) {
            return new HttpException(414, "The request line is longer than " + limits.maxHeadBytes() + " bytes");
        }
        return new HttpException(431, "The request head is larger than " + limits.maxHeadBytes() + " bytes");
    }

    /** Returns the head that {@link #parse} completed, once: the parser keeps no reference to it. */
    public ParsedHead head() {
        ParsedHead complete = head;
        if (complete == null) {
            throw new IllegalStateException("no head is complete");
        }
        head = null;
        return complete;
    }

    /** Tells whether nothing of a head has been received; an empty line before it is nothing. */
    public boolean idle() {
        return bytes.length() == 0;
    }
}
