package io.waitress.examples.webapp;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code PUT} or {@code POST /digest/NAME}: reads a body of any size with a {@link ReadListener}, for its digest. */
public class DigestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ServletInputStream input = request.getInputStream();
        input.setReadListener(new Reader(async, input));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doPut(request, response);
    }

    private record Reader(AsyncContext async, ServletInputStream input, Sha256 digest, byte[] chunk)
            implements ReadListener {

        Reader(AsyncContext async, ServletInputStream input) {
            this(async, input, new Sha256(), new byte[16384]);
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (input.isReady() && !input.isFinished()) {
                int n = input.read(chunk);
                if (n > 0) {
                    digest.update(chunk, n);
                }
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.setContentType("application/json");
            response.getWriter().printf("{\"bytes\": %d, \"sha256\": \"%s\"}%n", digest.count(), digest.hex());
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }
}
