package io.waitress.examples.webapp;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /wait?ms=…}: answers after a while, and holds no worker meanwhile: the timeout does the waiting. */
public class WaitServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final long LONGEST_MILLIS = 30_000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long millis;
        try {
            String text = request.getParameter("ms");
            millis = text == null ? 1_000 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "ms must be a number of milliseconds.");
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(Math.max(1, Math.min(millis, LONGEST_MILLIS)));
        async.addListener(new Answer(async, System.nanoTime()));
    }

    private record Answer(AsyncContext async, long startNanos) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().printf("Waited %d ms without holding a worker.%n",
                    (System.nanoTime() - startNanos) / 1_000_000);
            async.complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
        }

        @Override
        public void onError(AsyncEvent event) {
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
        }
    }
}
