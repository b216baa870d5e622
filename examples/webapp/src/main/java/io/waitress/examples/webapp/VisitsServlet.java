package io.waitress.examples.webapp;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /visits}: counts visits in the session; {@code POST} with {@code leave} ends the session. */
public class VisitsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String COUNT = "visits";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        Integer before = (Integer) session.getAttribute(COUNT);
        int visits = before == null ? 1 : before + 1;
        session.setAttribute(COUNT, visits);
        int guests = ((AtomicInteger) getServletContext().getAttribute(Guests.ATTRIBUTE)).get();
        Page.send(request, response, "Welcome back", """
                <p class="big">Visit number %d</p>
                <p>This session began at %tT. Guests with a session now: %d.</p>
                <form method="post" action="%s">
                <button name="leave" value="true">Leave (ends the session)</button>
                </form>
                """.formatted(visits, session.getCreationTime(), guests,
                Page.escape(response.encodeURL(request.getRequestURI()))));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        Page.send(request, response, "Goodbye", "<p>Your session has ended.</p>");
    }
}
