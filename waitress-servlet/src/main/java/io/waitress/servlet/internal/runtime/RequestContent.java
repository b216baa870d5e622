package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.RequestBody;
import io.waitress.core.http.Headers;
import io.waitress.servlet.internal.text.MediaType;
import jakarta.servlet.ServletException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of one request as the application reads it: bytes, characters, or the parts of a form. Confined to
 * whoever runs the exchange.
 *
 * <pre>
 *   UNTOUCHED ─┬─ stream ──▶ STREAM
 *              ├─ reader ──▶ READER
 *              └─ parse ───▶ PARSED ─┬─ stream ──▶ STREAM    the application finds
 *                                    └─ reader ──▶ READER    what parsing has left
 * </pre>
 */
final class RequestContent {

    private static final Logger LOG = LoggerFactory.getLogger(RequestContent.class);
    private static final int READER_CHARACTERS = 8192;

    private enum State { UNTOUCHED, STREAM, READER, PARSED }

    /** What reading a multipart form has given: one of the two. */
    private record Multipart(MultipartForm form, RuntimeException failure) {
    }

    private final ServletRequestImpl request;
    private State state = State.UNTOUCHED;
    private ServletInputStreamImpl input;   // made on demand
    private BufferedReader reader;          // made on demand
    private Multipart multipart;            // made on demand
    private String encoding;                // set by the application, or null

    RequestContent(ServletRequestImpl request) {
        this.request = request;
    }

    // ---- character encoding ----

    /** Returns the encoding set by the application, declared by the client, or configured; null for none. */
    String encoding() {
        if (encoding != null) {
            return encoding;
        }
        String declared = MediaType.charset(request.getContentType());
        return declared != null ? declared : request.getServletContext().getRequestCharacterEncoding();
    }

    /** Sets the encoding, or takes it back with null; ignored once content has been decoded. */
    void encoding(String name) throws UnsupportedEncodingException {
        if (encodingOpen()) {
            if (name != null) {
                ContentType.charset(name);
            }
            encoding = name;
        }
    }

    /** Sets the encoding, or takes it back with null; ignored once content has been decoded. */
    void encoding(Charset charset) {
        if (encodingOpen()) {
            encoding = charset == null ? null : charset.name();
        }
    }

    /** Tells whether nothing of the content has been decoded yet; parameters of the query do not matter. */
    private boolean encodingOpen() {
        return state == State.UNTOUCHED || state == State.STREAM;
    }

    // ---- bytes and characters ----

    boolean untouched() {
        return state == State.UNTOUCHED;
    }

    /** Returns the bytes for the application. */
    ServletInputStreamImpl stream() {
        if (state == State.READER) {
            throw new IllegalStateException("getReader() was called for this request already");
        }
        state = State.STREAM;
        return input();
    }

    /** Returns the characters for the application. */
    BufferedReader reader() throws IOException {
        if (state == State.STREAM) {
            throw new IllegalStateException("getInputStream() was called for this request already");
        }
        if (reader == null) {
            String name = encoding();
            Charset charset = name == null ? StandardCharsets.ISO_8859_1 : ContentType.charset(name);
            long length = body().length();
            int size = length < 0 ? READER_CHARACTERS : (int) Math.min(READER_CHARACTERS, length + 1);
            reader = new BufferedReader(new InputStreamReader(input(), charset), size);
        }
        state = State.READER;
        return reader;
    }

    /** Returns the bytes for parsing; the application then finds them read. */
    ServletInputStreamImpl parse() {
        state = State.PARSED;
        return input();
    }

    private ServletInputStreamImpl input() {
        if (input == null) {
            input = new ServletInputStreamImpl(body(), body().length(), request);
        }
        return input;
    }

    private RequestBody body() {
        return request.exchange().body();
    }

    // ---- trailer fields ----

    boolean trailersReady() {
        return body().length() >= 0 || input != null && input.isFinished() && body().trailersReady();
    }

    /** Returns the trailer fields, their names in lower case. */
    Map<String, String> trailers() {
        if (!trailersReady()) {
            throw new IllegalStateException("Trailer fields come after the body, which has not been read to its end");
        }
        Headers trailers = body().trailers();
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < trailers.size(); i++) {
            fields.merge(trailers.name(i).toLowerCase(Locale.ROOT), trailers.value(i), (a, b) -> a + ", " + b);
        }
        return fields;
    }

    // ---- multipart forms ----

    /** Tells whether {@link #form} would find a multipart form for the servlet that the request is at. */
    boolean formReadable() {
        return multipart != null && multipart.form != null || untouched() && acceptsForm(request.target().servlet());
    }

    private static boolean acceptsForm(ServletHolder servlet) {
        return servlet != null && servlet.multipart() != null;
    }

    /** Returns the multipart form, reading it the first time. */
    MultipartForm form() throws IOException, ServletException {
        if (multipart == null) {
            multipart = readForm();
        }
        if (multipart.failure != null) {
            throw multipart.failure;
        }
        return multipart.form;
    }

    private Multipart readForm() throws IOException, ServletException {
        String type = request.getContentType();
        if (type == null || !MediaType.essence(type).equals(MultipartForm.TYPE)) {
            throw new ServletException("The content type of the request is " + type + ", not " + MultipartForm.TYPE);
        }
        ServletHolder servlet = request.target().servlet();
        if (!acceptsForm(servlet)) {
            throw new IllegalStateException("Servlet '" + request.target().mapping().getServletName()
                    + "' has no multipart configuration");
        }
        try {
            return new Multipart(
                    new MultipartForm(type, parse(), servlet.multipart(), request.temporaryFolder()), null);
        } catch (IllegalStateException e) {
            return new Multipart(null, e);
        }
    }

    /** Deletes the temporary files of a form. */
    void release() {
        if (multipart != null && multipart.form != null) {
            try {
                multipart.form.close();
            } catch (IOException e) {
                LOG.warn("Temporary files of a form could not be deleted: {}", e.toString());
            }
        }
    }
}
