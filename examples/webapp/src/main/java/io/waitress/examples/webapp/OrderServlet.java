package io.waitress.examples.webapp;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code POST /order}: reads a form, keeps it in the session and redirects to the receipt. */
public class OrderServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final String ATTRIBUTE = "order";

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String dish = request.getParameter("dish");
        if (dish == null || dish.isBlank()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "An order needs a dish.");
            return;
        }
        String[] extras = request.getParameterValues("extra");
        request.getSession().setAttribute(ATTRIBUTE, new Order(dish, extras == null ? new String[0] : extras));
        response.sendRedirect(request.getContextPath() + "/receipt");
    }
}
