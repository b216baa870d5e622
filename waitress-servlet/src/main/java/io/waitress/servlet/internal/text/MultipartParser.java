package io.waitress.servlet.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578, RFC 2046) in one pass, however it is cut into pieces.
 *
 * <pre>
 *              delimiter          CR LF            empty line
 *  PREAMBLE ─────────────► BOUNDARY ────► HEADERS ───────────► CONTENT
 *                             │  ▲                                │
 *                          -- │  └──────────── delimiter ─────────┘
 *                             ▼
 *                          EPILOGUE
 * </pre>
 *
 * <p>Content of parts with a file name is kept in memory up to a threshold, and up to another for all of them together,
 * and in a temporary file beyond that; fields stay in memory, all of them together up to a limit. {@link #close()} deletes the temporary files. Confined.
 */
public final class MultipartParser implements AutoCloseable {

    /**
     * What a form may take. Sizes are in bytes; negative means no limit.
     *
     * @param parts the number of parts
     * @param headerBytes the size of the header section of one part
     * @param fieldBytes the size of all headers and of all parts without a file name together; these stay in memory
     * @param fileBytes the size of one part with a file name
     * @param requestBytes the size of the whole body
     * @param memoryBytes the size from which a part with a file name goes to a file
     * @param allMemoryBytes what parts with a file name may take in memory together; the one that exceeds it goes to a
     *     file, however small
     * @param directory where temporary files are created
     */
    public record Limits(int parts, int headerBytes, long fieldBytes, long fileBytes, long requestBytes,
            int memoryBytes, int allMemoryBytes, Path directory) {

        /** The default number of parts. */
        public static final int DEFAULT_PARTS = 1000;
        /** The default size of the header section of a part: 8 KiB. */
        public static final int DEFAULT_HEADER_BYTES = 8 * 1024;
        /** The default size of all headers and fields: 2 MiB. */
        public static final long DEFAULT_FIELD_BYTES = 2 * 1024 * 1024;
        /** What parts with a file name may take in memory together, unless a single one may take more: 4 MiB. */
        public static final int DEFAULT_ALL_MEMORY_BYTES = 4 * 1024 * 1024;

        /**
         * Returns limits with the defaults for what {@link jakarta.servlet.MultipartConfigElement} does not know.
         *
         * @param fileBytes the size of one part with a file name
         * @param requestBytes the size of the whole body
         * @param memoryBytes the size from which a part with a file name goes to a file
         * @param directory where temporary files are created
         * @return the limits
         */
        public static Limits of(long fileBytes, long requestBytes, int memoryBytes, Path directory) {
            int allMemoryBytes = memoryBytes < 0 ? memoryBytes : Math.max(memoryBytes, DEFAULT_ALL_MEMORY_BYTES);
            return new Limits(DEFAULT_PARTS, DEFAULT_HEADER_BYTES, DEFAULT_FIELD_BYTES, fileBytes, requestBytes,
                    memoryBytes, allMemoryBytes, directory);
        }
    }

    private enum State {
        PREAMBLE, BOUNDARY, HEADERS, CONTENT, EPILOGUE
    }

    private static final CharacterTable BOUNDARY_CHARACTERS =
            new CharacterTable(CharacterTable.ALPHANUMERIC + "'()+_,-./:=? ");
    private static final int PADDING = 64;
    private static final int LINE_END = 2;
    /** What fits an array. */
    private static final int MAX_MEMORY = Integer.MAX_VALUE - 64;

    private final byte[] delimiter;
    private final Limits limits;
    private final PartHeaders.Collector headers;
    private final byte[] chunk = new byte[8192];
    private final List<FormPart> parts = new ArrayList<>();
    private State state = State.PREAMBLE;
    /** How many bytes of the delimiter have matched. */
    private int matched = LINE_END;
    /** How many of those precede the content: its start counts as the start of a line. */
    private int borrowed = LINE_END;
    /** What followed the delimiter so far: padding, a dash or CR; and how much padding. */
    private byte afterDelimiter;
    private int padding;
    private FormPart part;
    private long requestSize;
    private long fieldSize;
    /** What parts with a file name hold in memory. */
    private long filesInMemory;

    /**
     * Creates a parser for one body.
     *
     * @param boundary the boundary parameter of the body's content type
     * @param limits what the form may take
     */
    public MultipartParser(String boundary, Limits limits) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.limits = limits;
        this.headers = new PartHeaders.Collector(limits.headerBytes < 0 ? MAX_MEMORY : limits.headerBytes);
    }

    /**
     * Returns the boundary a content type names.
     *
     * @param contentType the value of the field
     * @return the boundary
     * @throws InvalidParametersException with status 400 if it is missing or not valid (RFC 2046, section 5.1.1)
     */
    public static String boundary(String contentType) {
        String boundary = MediaType.parameter(contentType, "boundary");
        if (boundary == null) {
            throw new InvalidParametersException(400, "The content type of the form has no boundary");
        }
        if (boundary.length() > 70 || boundary.endsWith(" ") || !BOUNDARY_CHARACTERS.matches(boundary)) {
            throw new InvalidParametersException(400, "The boundary of the form is not valid");
        }
        return boundary;
    }

    /**
     * Reads a whole body.
     *
     * @param body the body; left open
     * @return the parts in order
     * @throws InvalidParametersException with status 400 if malformed, 413 beyond a limit
     * @throws IOException if the body cannot be read or a temporary file not be written
     */
    public List<FormPart> parse(InputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            feed(ByteBuffer.wrap(buffer, 0, n));
        }
        return finish();
    }

    /**
     * Takes the next piece of the body.
     *
     * @param input the piece, consumed completely
     * @throws InvalidParametersException with status 400 if malformed, 413 beyond a limit
     * @throws IOException if a temporary file cannot be written
     */
    public void feed(ByteBuffer input) throws IOException {
        requestSize += input.remaining();
        if (limits.requestBytes >= 0 && requestSize > limits.requestBytes) {
            throw tooLarge("The form exceeds " + limits.requestBytes + " bytes");
        }
        while (input.hasRemaining()) {
            int length = Math.min(chunk.length, input.remaining());
            input.get(chunk, 0, length);
            consume(length);
        }
    }

    private void consume(int length) throws IOException {
        int i = 0;
        while (i < length) {
            switch (state) {
                case PREAMBLE, CONTENT -> i = content(i, length);
                case BOUNDARY -> afterDelimiter(chunk[i++]);
                case HEADERS -> header(chunk[i++]);
                case EPILOGUE -> i = length;
            }
        }
    }

    /** Passes on content up to the next delimiter or the end of the chunk and returns the position reached. */
    private int content(int from, int length) throws IOException {
        int i = from;
        int start = from;
        while (i < length) {
            byte b = chunk[i];
            if (b == delimiter[matched]) {
                if (matched == 0) {
                    append(chunk, start, i - start);
                }
                i++;
                if (++matched == delimiter.length) {
                    endPart();
                    return i;
                }
                start = i;
            } else if (matched > 0) {
                append(delimiter, borrowed, matched - borrowed);
                matched = 0;
                borrowed = 0;
                start = i;
            } else {
                i++;
            }
        }
        if (matched == 0) {
            append(chunk, start, length - start);
        }
        return i;
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        if (state == State.PREAMBLE) {
            return;
        }
        if (part.fileName() == null) {
            addFieldBytes(length);
            part.append(bytes, offset, length, MAX_MEMORY, limits.directory);
            return;
        }
        if (limits.fileBytes >= 0 && part.size() + length > limits.fileBytes) {
            throw tooLarge("A file of the form exceeds " + limits.fileBytes + " bytes");
        }
        long before = part.memoryBytes();
        long room = atMost(limits.allMemoryBytes) - (filesInMemory - before);
        part.append(bytes, offset, length, Math.min(atMost(limits.memoryBytes), room), limits.directory);
        filesInMemory += part.memoryBytes() - before;
    }

    private static long atMost(int limit) {
        return limit < 0 ? MAX_MEMORY : Math.min(limit, MAX_MEMORY);
    }

    private void addFieldBytes(int length) {
        fieldSize += length;
        if (limits.fieldBytes >= 0 && fieldSize > limits.fieldBytes) {
            throw tooLarge("The fields of the form exceed " + limits.fieldBytes + " bytes");
        }
    }

    private void endPart() throws IOException {
        if (part != null) {
            part.endOfContent();
        }
        matched = 0;
        borrowed = 0;
        afterDelimiter = ' ';
        padding = 0;
        state = State.BOUNDARY;
    }

    /** Takes what follows a delimiter: two dashes, or white space and the end of the line. */
    private void afterDelimiter(byte b) {
        if (afterDelimiter == ' ' && padding == 0 && b == '-') {
            afterDelimiter = b;
        } else if (afterDelimiter == ' ' && (b == ' ' || b == '\t') && padding < PADDING) {
            padding++;
        } else if (afterDelimiter == ' ' && b == '\r') {
            afterDelimiter = b;
        } else if (afterDelimiter == '-' && b == '-') {
            state = State.EPILOGUE;
        } else if (afterDelimiter == '\r' && b == '\n') {
            state = State.HEADERS;
        } else {
            throw PartHeaders.malformed("is not separated by a whole boundary line");
        }
    }

    private void header(byte b) {
        if (!headers.take(b)) {
            return;
        }
        if (limits.parts >= 0 && parts.size() >= limits.parts) {
            throw tooLarge("The form has more than " + limits.parts + " parts");
        }
        addFieldBytes(headers.size());
        part = headers.part();
        parts.add(part);
        state = State.CONTENT;
        matched = LINE_END;
        borrowed = LINE_END;
    }

    private static InvalidParametersException tooLarge(String message) {
        return new InvalidParametersException(413, message);
    }

    /**
     * Ends the body.
     *
     * @return the parts in order
     * @throws InvalidParametersException with status 400 if the closing boundary is missing
     */
    public List<FormPart> finish() {
        if (state != State.EPILOGUE) {
            throw new InvalidParametersException(400, "The form ends before its closing boundary");
        }
        return Collections.unmodifiableList(parts);
    }

    /** Deletes the content of all parts; files an application has taken over with {@link FormPart#writeTo} stay. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (FormPart each : parts) {
            try {
                each.delete();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
