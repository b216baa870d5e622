package io.waitress.servlet.internal.runtime;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Formatter;
import java.util.Locale;
import java.util.Objects;

/**
 * The writer of a response. Encodes straight into the output stream, whose buffer is the response's, and so keeps
 * nothing back but half a surrogate pair. All methods of {@link PrintWriter} that would lock are replaced: a lock held
 * while the client is slow would pin a virtual thread. Confined to whoever writes.
 */
final class ResponseWriter extends PrintWriter {

    private static final Writer NOWHERE = Writer.nullWriter();
    private static final byte[] LINE_END = System.lineSeparator().getBytes(StandardCharsets.US_ASCII);
    private static final String REPLACEMENT = "?";
    private static final int LONGEST_CHUNK = 8192;
    private static final int LONGEST_NUMBER = 20;

    private final ResponseOutputStream output;
    private final Charset charset;
    private final boolean stateless;    // each character is encoded by itself, so whole strings can be
    private CharsetEncoder encoder;     // made for what strings cannot do
    private ByteBuffer encoded;         // made with the encoder
    private char highSurrogate;         // waiting for its other half, or 0
    private byte[] digits;              // made for the first number
    private boolean failed;
    private boolean closed;

    ResponseWriter(ResponseOutputStream output, Charset charset) {
        super(NOWHERE);
        this.output = output;
        this.charset = charset;
        stateless = charset == StandardCharsets.UTF_8 || charset == StandardCharsets.ISO_8859_1
                || charset == StandardCharsets.US_ASCII;
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    @Override
    public void write(String text, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, text.length());
        if (length == 0) {
            return;
        }
        if (!stateless || highSurrogate != 0 || Character.isHighSurrogate(text.charAt(offset + length - 1))) {
            encode(CharBuffer.wrap(text, offset, offset + length));
            return;
        }
        try {
            int taken = output.writeAscii(text, offset, length);
            if (taken < length) {
                byte[] bytes = text.substring(offset + taken, offset + length).getBytes(charset);
                output.write(bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void write(char[] text) {
        encode(CharBuffer.wrap(text));
    }

    @Override
    public void write(char[] text, int offset, int length) {
        encode(CharBuffer.wrap(text, offset, length));
    }

    @Override
    public void write(int c) {
        if (c < 0x80 && stateless && highSurrogate == 0) {
            try {
                output.write(c);
            } catch (IOException e) {
                failed(e);
            }
        } else {
            write(new char[] {(char) c}, 0, 1);
        }
    }

    @Override
    public void print(int value) {
        print((long) value);
    }

    /** Writes the digits without making a string of them. */
    @Override
    public void print(long value) {
        if (!stateless || highSurrogate != 0 || value == Long.MIN_VALUE) {
            write(String.valueOf(value));
            return;
        }
        if (digits == null) {
            digits = new byte[LONGEST_NUMBER];
        }
        int start = LONGEST_NUMBER;
        long left = Math.abs(value);
        do {
            digits[--start] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        if (value < 0) {
            digits[--start] = '-';
        }
        try {
            output.write(digits, start, LONGEST_NUMBER - start);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void send(byte[] bytes, int length) {
        try {
            output.write(bytes, 0, length);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void encode(CharBuffer text) {
        prepareEncoder(text.remaining());
        if (highSurrogate != 0 && text.hasRemaining()) {
            encodeWaiting(text);
        }
        drain(text);
        if (text.hasRemaining()) {
            highSurrogate = text.get();
        }
    }

    /** Encodes the waiting half of a pair with the first character of the text, or replaces it if that does not fit. */
    private void encodeWaiting(CharBuffer text) {
        char[] pair = {highSurrogate, text.get(text.position())};
        highSurrogate = 0;
        if (Character.isLowSurrogate(pair[1])) {
            text.get();
            drain(CharBuffer.wrap(pair));
        } else {
            drain(CharBuffer.wrap(REPLACEMENT));
        }
    }

    private void prepareEncoder(int characters) {
        if (encoder == null) {
            encoder = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }
        int wanted = Math.min(LONGEST_CHUNK, (int) (characters * encoder.averageBytesPerChar()) + 16);
        if (encoded == null || encoded.capacity() < wanted) {
            encoded = ByteBuffer.allocate(wanted);
        }
    }

    private void drain(CharBuffer text) {
        CoderResult result;
        do {
            result = encoder.encode(text, encoded, false);
            sendEncoded();
        } while (result.isOverflow());
    }

    private void sendEncoded() {
        if (encoded.position() > 0) {
            send(encoded.array(), encoded.position());
            encoded.clear();
        }
    }

    /** Ends the text: half a pair becomes a replacement, and a charset with shifts returns to its first state. */
    void finish() {
        if (encoder == null || closed) {
            return;
        }
        CharBuffer rest = CharBuffer.wrap(highSurrogate == 0 ? "" : REPLACEMENT);
        highSurrogate = 0;
        encoder.encode(rest, encoded, true);
        encoder.flush(encoded);
        sendEncoded();
        encoder = null;
    }

    /** Forgets half a pair, with the content that it belonged to. */
    void discard() {
        highSurrogate = 0;
        encoder = null;
    }

    private void failed(IOException e) {
        failed = true;
        if (e instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() {
        try {
            output.flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void close() {
        finish();
        closed = true;
        try {
            output.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public boolean checkError() {
        if (!closed) {
            flush();
        }
        return failed;
    }

    @Override
    protected void setError() {
        failed = true;
    }

    @Override
    protected void clearError() {
        failed = false;
    }

    @Override
    public void println() {
        if (stateless && highSurrogate == 0) {
            send(LINE_END, LINE_END.length);
        } else {
            write(System.lineSeparator());
        }
    }

    @Override
    public void println(boolean value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(char value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(int value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(long value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(float value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(double value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(char[] text) {
        write(text);
        println();
    }

    @Override
    public void println(String text) {
        write(String.valueOf(text));
        println();
    }

    @Override
    public void println(Object value) {
        println(String.valueOf(value));
    }

    @Override
    public PrintWriter format(String format, Object... arguments) {
        return format(Locale.getDefault(Locale.Category.FORMAT), format, arguments);
    }

    /** Formats through a formatter of its own, which must not be closed, as that closes this; it holds nothing. */
    @Override
    @SuppressWarnings("resource")
    public PrintWriter format(Locale locale, String format, Object... arguments) {
        new Formatter(this, locale).format(locale, format, arguments);
        return this;
    }
}
