package io.waitress.examples.webapp;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The application's error page; reached by an error dispatch only. */
public class ErrorPageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (status == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String title = status.equals(404) ? "Not on the menu" : "Something broke in the kitchen";
        Page.send(request, response, title, "<p class=\"big\">%s</p>\n<p>for <code>%s</code></p>".formatted(
                status, Page.escape(String.valueOf(uri))));
    }
}
