package io.waitress.examples.removed;

import java.io.IOException;
import javax.servlet.SingleThreadModel;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Counts in fields, without locks, how many threads were inside at once. */
@SuppressWarnings("deprecation")
public class Alone extends HttpServlet implements SingleThreadModel {

    private static final long serialVersionUID = 1L;

    private int inside;
    private int most;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        most = Math.max(most, ++inside);
        for (int i = 0; i < 50; i++) {
            Thread.yield();
        }
        inside--;
        response.getWriter().print(most);
    }
}
