package io.waitress.examples.webapp;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code GET /stream}: five chunks, a quarter of a second apart, from a timer thread of the application. */
public class StreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String[] COURSES = {"starter", "soup", "main course", "cheese", "dessert"};

    private transient ScheduledExecutorService kitchen;

    @Override
    public void init() {
        kitchen = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kitchen");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void destroy() {
        kitchen.shutdownNow();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        AsyncContext async = request.startAsync();
        serve(async, response.getWriter(), 0);
    }

    private void serve(AsyncContext async, PrintWriter out, int course) {
        out.println((course + 1) + ". " + COURSES[course]);
        out.flush();
        if (course + 1 == COURSES.length || out.checkError()) {
            async.complete();
        } else {
            kitchen.schedule(() -> serve(async, out, course + 1), 250, TimeUnit.MILLISECONDS);
        }
    }
}
