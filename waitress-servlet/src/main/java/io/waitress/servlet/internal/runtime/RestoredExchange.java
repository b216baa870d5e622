package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.ExchangeWrapper;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * An exchange whose request has the method and the content of one that was saved. Everything else is that of the
 * exchange itself: the client tells what it accepts, and sends its cookies, anew.
 */
final class RestoredExchange extends ExchangeWrapper {

    private final RequestHead head;
    private final RequestBody body;

    RestoredExchange(Exchange inner, SavedRequest.Saved saved) {
        super(inner);
        head = new Head(inner.request(), saved.method(), headers(inner.request().headers(), saved));
        body = new Body(saved.body());
    }

    /** Conditions are for the request that the client has really made. */
    private static Headers headers(Headers own, SavedRequest.Saved saved) {
        MutableHeaders headers = new MutableHeaders();
        for (int i = 0; i < own.size(); i++) {
            String name = own.name(i);
            boolean conditional = name.toLowerCase(Locale.ROOT).startsWith("if-") || name.equalsIgnoreCase("Range");
            if (!conditional && !SavedRequest.describesContent(name)) {
                headers.add(name, own.value(i));
            }
        }
        return headers.addAll(saved.headers());
    }

    /** The request line and headers of both. */
    private record Head(RequestHead inner, String method, Headers headers) implements RequestHead {

        @Override
        public String target() {
            return inner.target();
        }

        @Override
        public String path() {
            return inner.path();
        }

        @Override
        public String query() {
            return inner.query();
        }

        @Override
        public HttpVersion version() {
            return inner.version();
        }

        @Override
        public String scheme() {
            return inner.scheme();
        }

        @Override
        public String host() {
            return inner.host();
        }

        @Override
        public int port() {
            return inner.port();
        }
    }

    /** The content, which is all there. */
    private final class Body implements RequestBody {

        private final int length;
        private final ByteArrayInputStream stream;

        Body(byte[] content) {
            length = content.length;
            stream = new ByteArrayInputStream(content);
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public Headers trailers() {
            return Headers.empty();
        }

        @Override
        public boolean trailersReady() {
            return true;
        }

        @Override
        public InputStream stream() {
            return stream;
        }

        @Override
        public int read(ByteBuffer target) {
            byte[] bytes = new byte[target.remaining()];
            int read = stream.read(bytes, 0, bytes.length);
            if (read > 0) {
                target.put(bytes, 0, read);
            }
            return read;
        }

        @Override
        public void onReadable(Runnable once) {
            original().execute(once);
        }
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public RequestBody body() {
        return body;
    }
}
