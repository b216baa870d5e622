package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Response;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpDate;
import io.waitress.core.http.MutableHeaders;
import io.waitress.servlet.internal.text.Cookies;
import io.waitress.servlet.internal.text.HtmlText;
import io.waitress.servlet.legacy.ReasonPhrase;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The response that an application fills in. It adds the rules of the specification to the engine's response, which
 * buffers, frames and commits; there is no buffer in between. Confined to whoever runs the exchange.
 *
 * <p>Content type, length and cookies are put into the engine's headers at once, since the engine may commit during any
 * write. After {@code sendError}, {@code sendRedirect}, a forward, or the last byte of the declared length, the
 * application's output is <em>discarded</em>, and the application is told that the response is committed.
 */
final class ServletResponseImpl implements HttpServletResponse, OutputOwner, ReasonPhrase {

    private enum Body { NONE, STREAM, WRITER }

    private final Response out;
    private final ServletContextImpl context;
    private ServletRequestImpl request;         // set once, by the request's constructor
    private ResponseOutputStream stream;        // made on demand
    private ResponseWriter writer;              // made on demand
    private ContentType contentType;            // made on demand
    private Supplier<Map<String, String>> trailers;
    private SessionCookies sessionCookies;      // survive reset and sendError; null for none
    private String errorMessage;
    private long contentLength = -1;
    private int errorStatus;                    // 0 unless sendError was called
    private Body body = Body.NONE;
    private boolean included;
    private boolean discarding;
    private int interimStatus;                  // set by the application, below 200: no response ends with it; or 0

    ServletResponseImpl(Exchange exchange, ServletContextImpl context) {
        this.out = exchange.response();
        this.context = context;
    }

    /** Returns the response inside the wrappers that an application may have put around it. */
    static ServletResponseImpl of(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        if (inner instanceof ServletResponseImpl found) {
            return found;
        }
        throw new IllegalArgumentException("The response is none of this server's: " + response);
    }

    // ---- for the rest of the runtime ----

    void request(ServletRequestImpl value) {
        request = value;
    }

    boolean included() {
        return included;
    }

    /** While true, changes of status and headers are ignored (Servlet 6.1, section 9.3). */
    void included(boolean value) {
        included = value;
    }

    /** Tells whether the head has left, as opposed to {@link #isCommitted}, which is what the application is told. */
    boolean committed() {
        return out.committed();
    }

    /** Tells whether {@code sendError} was called and nobody has answered it yet. */
    boolean errorSent() {
        return errorStatus != 0;
    }

    /** Returns the status given to {@code sendError}, or 0. */
    int errorStatus() {
        return errorStatus;
    }

    /** Returns the message given to {@code sendError}, or null. */
    String errorMessage() {
        return errorMessage;
    }

    boolean usesWriter() {
        return body == Body.WRITER;
    }

    boolean usesStream() {
        return body == Body.STREAM;
    }

    /** Ends the application's output: half-written characters are written, what follows is discarded. */
    void closeOutput() {
        if (!discarding) {
            finish();
            discarding = true;
        }
    }

    /** Writes what the writer still holds. Called when the application has done its part. */
    void finish() {
        if (writer != null && !discarding) {
            writer.finish();
        }
    }

    /**
     * Makes way for an error page: nothing of the content and of the fields that describe it is left, cookies and
     * other fields stay. Not to be called once {@link #committed}.
     */
    void resetForError(int status) {
        out.resetBuffer();
        MutableHeaders headers = out.headers();
        headers.remove(HeaderName.CONTENT_TYPE).remove(HeaderName.CONTENT_LENGTH)
                .remove(HeaderName.CONTENT_ENCODING).remove(HeaderName.CONTENT_LANGUAGE)
                .remove(HeaderName.CONTENT_RANGE).remove(HeaderName.ETAG).remove(HeaderName.LAST_MODIFIED);
        forgetBody();
        if (stream != null) {
            stream.detach();
            stream = null;
        }
        included = false;
        errorStatus = 0;
        errorMessage = null;
        finalStatus(status);
    }

    private void forgetBody() {
        if (trailers != null) {
            trailers = null;
            out.trailers(null);
        }
        if (contentType != null) {
            contentType.reset();
        }
        contentLength = -1;
        body = Body.NONE;
        writer = null;
        discarding = false;
        interimStatus = 0;
    }

    /** Sets an application's session cookie, in place of one set before. Not bound by {@link #included}. */
    void sessionCookie(ServletContextImpl owner, String field) {
        sessionCookies = SessionCookies.set(sessionCookies, owner, field, out.headers());
    }

    /** Returns the engine's response. */
    Response engineResponse() {
        return out;
    }

    // ---- OutputOwner ----

    @Override
    public StreamOwner listenerOwner() {
        return request;
    }

    @Override
    public boolean acceptsOutput() {
        return !discarding;
    }

    @Override
    public boolean outputCompletedBy(int bytes) {
        boolean completed = contentLength > 0 && out.written() + bytes >= contentLength;
        discarding |= completed;
        return completed;
    }

    /** The declared length closes the response (Servlet 6.1, section 5.8). */
    @Override
    public void outputWritten() throws IOException {
        if (contentLength > 0 && out.written() >= contentLength) {
            discarding = true;
            out.flush();
        }
    }

    @Override
    public boolean acceptsClose() {
        return !included;
    }

    @Override
    public void outputClosed() throws IOException {
        if (!discarding) {
            discarding = true;
            sendAll();
        }
    }

    /** Sends everything, knowing that it is all: so the length can be declared. */
    private void sendAll() throws IOException {
        int status = out.status();
        boolean hasContent = status != SC_NO_CONTENT && status != SC_NOT_MODIFIED;
        if (!out.committed() && contentLength < 0 && trailers == null && hasContent) {
            out.headers().set(HeaderName.CONTENT_LENGTH, Long.toString(out.written()));
        }
        out.flush();
    }

    // ---- output ----

    @Override
    public ServletOutputStream getOutputStream() {
        if (body == Body.WRITER) {
            throw new IllegalStateException("getWriter() was called for this response already");
        }
        body = Body.STREAM;
        return stream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (body == Body.STREAM) {
            throw new IllegalStateException("getOutputStream() was called for this response already");
        }
        if (writer == null) {
            Charset charset = contentType().charsetForWriter();
            writer = new ResponseWriter(stream(), charset);
            showContentType();
        }
        body = Body.WRITER;
        return writer;
    }

    private ResponseOutputStream stream() {
        if (stream == null) {
            stream = new ResponseOutputStream(out, this);
        }
        return stream;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!discarding) {
            out.flush();
        }
    }

    @Override
    public int getBufferSize() {
        return out.bufferSize();
    }

    @Override
    public void setBufferSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("Buffer size " + size + " must not be negative");
        }
        out.bufferSize(size);
    }

    @Override
    public boolean isCommitted() {
        return discarding || out.committed();
    }

    private void requireUncommitted(String method) {
        if (isCommitted()) {
            throw new IllegalStateException(method + " came too late: the response is committed");
        }
    }

    private boolean closedToChanges() {
        return included || isCommitted();
    }

    @Override
    public void resetBuffer() {
        requireUncommitted("resetBuffer");
        out.resetBuffer();
        if (writer != null) {
            writer.discard();
        }
    }

    @Override
    public void reset() {
        requireUncommitted("reset");
        out.reset();
        forgetBody();
        SessionCookies.restore(sessionCookies, out.headers());
    }

    // ---- status ----

    @Override
    public void setStatus(int status) {
        if (closedToChanges()) {
            return;
        }
        if (status >= SC_CONTINUE && status < SC_OK) {
            interimStatus = status;
        } else {
            finalStatus(status);
        }
    }

    @Override
    public void setStatus(int status, String reason) {
        setStatus(status);
        if (reason != null && !closedToChanges() && status == out.status()) {
            out.status(status, FieldText.clean(reason));
        }
    }

    private void finalStatus(int status) {
        out.status(status);
        interimStatus = 0;
    }

    @Override
    public int getStatus() {
        return interimStatus == 0 ? out.status() : interimStatus;
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    /** Records the error; the error page follows when the application's call returns. */
    @Override
    public void sendError(int status, String message) throws IOException {
        requireUncommitted("sendError");
        if (included) {
            return;
        }
        resetBuffer();
        finalStatus(status);
        errorStatus = status;
        errorMessage = message;
        discarding = true;
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        requireUncommitted("sendRedirect");
        if (included) {
            return;
        }
        if (location == null) {
            throw new IllegalArgumentException("The location of a redirect must not be null");
        }
        String absolute = RedirectLocation.absolute(location, request);
        if (clearBuffer) {
            resetBuffer();
        } else {
            finish();
        }
        setContentLengthLong(-1);
        finalStatus(status);
        out.headers().set(HeaderName.LOCATION, absolute);
        if (clearBuffer) {
            writeNote(absolute);
        }
        discarding = true;
        sendAll();
    }

    /** RFC 9110, section 15.4.3: a short hypertext note with a link. */
    private void writeNote(String location) throws IOException {
        String link = HtmlText.escape(location);
        String note = "<!DOCTYPE html>\n<title>Moved</title>\n<p>See <a href=\"" + link + "\">" + link + "</a>.\n";
        out.headers().set(HeaderName.CONTENT_TYPE, "text/html;charset=UTF-8");
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    // ---- content type, encoding, locale ----

    private ContentType contentType() {
        if (contentType == null) {
            contentType = new ContentType(context.getResponseCharacterEncoding());
        }
        return contentType;
    }

    private void showContentType() {
        String field = contentType.field();
        if (field == null) {
            out.headers().remove(HeaderName.CONTENT_TYPE);
        } else {
            out.headers().set(HeaderName.CONTENT_TYPE, field);
        }
    }

    @Override
    public String getContentType() {
        return contentType == null ? null : contentType.field();
    }

    @Override
    public void setContentType(String type) {
        if (!closedToChanges()) {
            contentType().type(type == null ? null : FieldText.clean(type));
            showContentType();
        }
    }

    @Override
    public String getCharacterEncoding() {
        return contentType().encoding();
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        if (!closedToChanges()) {
            contentType().encoding(encoding);
            showContentType();
        }
    }

    @Override
    public void setCharacterEncoding(Charset encoding) {
        setCharacterEncoding(encoding == null ? null : encoding.name());
    }

    @Override
    public Locale getLocale() {
        Locale set = contentType == null ? null : contentType.locale();
        return set == null ? Locale.getDefault() : set;
    }

    @Override
    public void setLocale(Locale locale) {
        if (closedToChanges()) {
            return;
        }
        contentType().locale(locale, locale == null ? null : context.localeEncodings().of(locale));
        if (locale == null) {
            out.headers().remove(HeaderName.CONTENT_LANGUAGE);
        } else {
            out.headers().set(HeaderName.CONTENT_LANGUAGE, locale.toLanguageTag());
        }
        showContentType();
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    /** Declares the length; a negative one takes a declaration back. */
    @Override
    public void setContentLengthLong(long length) {
        if (closedToChanges()) {
            return;
        }
        contentLength = Math.max(length, -1);
        if (length < 0) {
            out.headers().remove(HeaderName.CONTENT_LENGTH);
        } else {
            out.headers().set(HeaderName.CONTENT_LENGTH, Long.toString(length));
        }
    }

    // ---- headers ----

    @Override
    public boolean containsHeader(String name) {
        return name != null && out.headers().contains(name);
    }

    @Override
    public String getHeader(String name) {
        return name == null ? null : out.headers().get(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return name == null ? List.of() : out.headers().all(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return out.headers().names();
    }

    @Override
    public void setHeader(String name, String value) {
        if (name == null || closedToChanges() || setContentField(name, value)) {
            return;
        }
        if (value == null) {
            out.headers().remove(name);
        } else {
            out.headers().set(name, FieldText.clean(value));
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (name == null || value == null || closedToChanges() || setContentField(name, value)) {
            return;
        }
        out.headers().add(name, FieldText.clean(value));
    }

    /** Fields that have a method of their own take its way; true if this was one. */
    private boolean setContentField(String name, String value) {
        HeaderName known = HeaderName.of(name);
        if (known == HeaderName.CONTENT_TYPE) {
            setContentType(value);
            return true;
        }
        if (known == HeaderName.CONTENT_LENGTH) {
            setContentLengthLong(value == null ? -1 : length(value));
            return true;
        }
        return false;
    }

    private static long length(String value) {
        try {
            long length = Long.parseLong(value.strip());
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException ignored) { // reported below like a negative number
        }
        throw new IllegalArgumentException("Content-Length '" + value + "' is not a number from 0 on");
    }

    @Override
    public void setDateHeader(String name, long date) {
        setHeader(name, HttpDate.format(date));
    }

    @Override
    public void addDateHeader(String name, long date) {
        addHeader(name, HttpDate.format(date));
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (cookie != null && !closedToChanges()) {
            out.headers().add(HeaderName.SET_COOKIE, Cookies.format(cookie, System.currentTimeMillis()));
        }
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> supplier) {
        out.trailers(supplier == null ? null : new ResponseTrailers(supplier));
        trailers = supplier;
    }

    @Override
    public Supplier<Map<String, String>> getTrailerFields() {
        return trailers;
    }

    // ---- URLs ----

    @Override
    public String encodeURL(String url) {
        return request.sessions().encode(url);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return request.sessions().encode(url);
    }
}
