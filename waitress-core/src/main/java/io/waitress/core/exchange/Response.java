package io.waitress.core.exchange;

import io.waitress.core.http.Headers;
import io.waitress.core.http.MutableHeaders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;

/**
 * The response of an exchange. Content collects in a buffer until it is full, {@link #flush()} is called or the
 * exchange completes; the head is sent then, together with what has collected, and the response is <em>committed</em>.
 *
 * <p>Framing is the server's: with {@code Content-Length} set, exactly that many bytes are sent (excess is cut, a
 * shortage ends the connection); without it the length is computed if the content fits the buffer, else the content is
 * chunked on HTTP/1.1 and ends with the connection on HTTP/1.0. {@code Connection}, {@code Keep-Alive},
 * {@code Transfer-Encoding}, {@code Trailer} and {@code Upgrade} set by the application are dropped, except that
 * {@code Connection: close} is honoured (RFC 9110, section 7.6.1). {@code Date} and {@code Server} are added if absent.
 *
 * <p>Confined to whoever runs the exchange; see {@link Exchange#execute}.
 */
public interface Response extends ByteOutput {

    /**
     * Sets the status code. 200 unless set.
     *
     * @param code from 200 to 599
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException once committed
     */
    void status(int code);

    /**
     * Sets the status code and the reason phrase on the wire.
     *
     * @param code from 200 to 599
     * @param reason visible ASCII, space and tab (RFC 9112, section 4); empty for none
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException once committed
     */
    void status(int code, String reason);

    /**
     * Returns the status code.
     *
     * @return the code last set
     */
    int status();

    /**
     * Returns the header fields to be sent; changes have no effect once committed.
     *
     * @return the fields, frozen once committed
     */
    MutableHeaders headers();

    /**
     * Tells whether the head has been sent or handed over for sending.
     *
     * @return true if it is too late to change status and headers
     */
    boolean committed();

    /**
     * Sends an interim response at once (RFC 9110, section 15.2). Ignored for an HTTP/1.0 request.
     *
     * @param status from 102 to 199
     * @param headers its fields
     * @throws IllegalStateException once committed
     * @throws IOException if the client has gone
     */
    void interim(int status, Headers headers) throws IOException;

    /**
     * Returns the size of the buffer in bytes.
     *
     * @return the size; the setting {@code responseBufferSize} unless changed
     */
    int bufferSize();

    /**
     * Sets the size of the buffer.
     *
     * @param bytes 0 or more; never smaller than what has collected
     * @throws IllegalStateException once content was written or the response is committed
     */
    void bufferSize(int bytes);

    /**
     * Returns how many bytes the application has written so far, collected or sent.
     *
     * @return the count in bytes
     */
    long written();

    /**
     * Discards the collected content, keeping status and headers.
     *
     * @throws IllegalStateException once committed
     */
    void resetBuffer();

    /**
     * Discards collected content, headers and status.
     *
     * @throws IllegalStateException once committed
     */
    void reset();

    /**
     * Sends part of a file after what was written so far, without copying where the transport can. Never waits for the
     * client. The server closes the channel when the last byte has left or the connection ends.
     *
     * @param file open for reading; owned by the server from here on, also when this throws
     * @param position the first byte
     * @param count the number of bytes, all of which the file must have
     * @throws IOException if the client has gone
     */
    void send(FileChannel file, long position, long count) throws IOException;

    /**
     * Collects the ASCII characters that a text begins with, one byte each, as far as the buffer has room for them.
     * Neither commits nor waits.
     *
     * @param text holds the characters
     * @param offset the first character
     * @param length the number of characters
     * @return how many were collected; the others are the caller's to write
     */
    default int collectAscii(String text, int offset, int length) {
        return 0;
    }

    /**
     * Writes a range of an array and passes everything on towards the socket, as {@link #write(byte[], int, int)} and
     * {@link #flush} do one after the other, but without collecting what leaves at once.
     *
     * @param source the array
     * @param offset the first byte
     * @param length the number of bytes, 0 or more
     * @throws ClientDisconnectedException if the client has gone
     * @throws IOException if a spill file cannot be written
     */
    default void writeAndFlush(byte[] source, int offset, int length) throws IOException {
        write(source, offset, length);
        flush();
    }

    /**
     * Sets the source of trailer fields, called once when the content is complete. Trailers are sent only if the
     * content is chunked; setting a supplier before commit makes it so on HTTP/1.1 (RFC 9110, section 6.5).
     *
     * @param atEnd gives the fields; null takes a supplier back
     * @throws IllegalStateException once committed, or if the request is HTTP/1.0
     */
    void trailers(Supplier<Headers> atEnd);
}
